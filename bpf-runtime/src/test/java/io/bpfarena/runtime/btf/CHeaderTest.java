package io.bpfarena.runtime.btf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bpfarena.runtime.elf.ElfObject;
import io.bpfarena.runtime.loader.ObjectTypes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers made from BTF: as bpftool prints them, and laid out by compilers as the BTF says. */
class CHeaderTest {
    private static final Path OBJECTS = Path.of("src/test/resources/objects");
    private static final Path KERNEL = Path.of("/sys/kernel/btf/vmlinux");

    @TempDir
    private Path temporary;

    private static Btf types(final String object) throws Exception {
        return ObjectTypes.of(ElfObject.read(Files.readAllBytes(OBJECTS.resolve(object))));
    }

    /** The files are what bpftool prints, but for what it learned later: enumerations of one byte say so. */
    @ParameterizedTest
    @ValueSource(strings = {"types", "layouts", "maps", "globals"})
    void shouldPrintAHeaderAsBpftoolDoes(final String name) throws Exception {
        assertEquals(Files.readString(OBJECTS.resolve(name + ".h.txt")), types(name + ".bpf.o").header());
    }

    static Stream<String> objects() throws IOException {
        try (Stream<Path> files = Files.list(OBJECTS)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".bpf.o")).sorted()
                    .toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("objects")
    void shouldBeLaidOutByCompilersAsTheTypesAre(final String object) throws Exception {
        final Btf btf = types(object);
        assertEquals("", compile("clang-19", btf));
        assertEquals("", compile("gcc", btf));
    }

    @Test
    void shouldBeLaidOutByCompilersAsTheKernelsTypesAre() throws Exception {
        assumeTrue(Files.isReadable(KERNEL), "this kernel has no BTF");
        final Btf btf = Btf.read(ByteBuffer.wrap(Files.readAllBytes(KERNEL)));
        assertTrue(btf.size() > 10_000);
        assertEquals("", compile("clang-19", btf));
    }

    /** What a compiler has to say to the header and to the layout of each structure that has a name of its own. */
    private String compile(final String compiler, final Btf btf) throws Exception {
        final Path source = Files.writeString(temporary.resolve("check.c"), btf.header() + checks(btf));
        final Process process;
        try {
            process = new ProcessBuilder(compiler, "-std=gnu11", "-w", "-DBPF_NO_PRESERVE_ACCESS_INDEX",
                    "-fsyntax-only", source.toString()).redirectErrorStream(true).start();
        } catch (final IOException e) {
            assumeTrue(false, compiler + " is not there: " + e.getMessage());
            return "";
        }
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(output.isEmpty(), process.exitValue() == 0);
        return output;
    }

    private static String checks(final Btf btf) {
        final Map<String, Integer> names = new HashMap<>();
        for (int i = 1; i < btf.size(); i++) {
            names.merge(btf.type(i).name(), 1, Integer::sum);
        }
        final StringBuilder checks = new StringBuilder();
        int count = 0;
        for (int i = 1; i < btf.size(); i++) {
            if (btf.type(i) instanceof final BtfType.Struct type && !type.name().isEmpty()
                    && names.get(type.name()) == 1) {
                final String name = (type.union() ? "union " : "struct ") + type.name();
                checks.append("_Static_assert(sizeof(%s) == %d, \"%s\");\n".formatted(name, type.size(), name));
                for (final BtfType.Member member : type.members()) {
                    if (member.bitfieldSize() == 0 && !member.name().isEmpty()) {
                        checks.append("_Static_assert(__builtin_offsetof(%s, %s) == %d, \"%s.%s\");\n".formatted(
                                name, member.name(), member.bitOffset() / 8, name, member.name()));
                    }
                }
                count++;
            }
        }
        return checks.append("int structures = %d;\n".formatted(count)).toString();
    }

    @Test
    void shouldPlaceBitFieldsWhereTheyAre() throws Exception {
        final Btf btf = types("layouts.bpf.o");
        final int number = btf.find("bits", BtfType.Struct.class).orElseThrow();
        final BtfType.Struct bits = (BtfType.Struct) btf.type(number);
        final StringBuilder program = new StringBuilder(btf.header());
        program.append("int printf(const char *, ...);\nint main(void)\n{\n\tunion { struct bits b; unsigned char c[")
                .append(bits.size()).append("]; } u;\n");
        final StringBuilder expected = new StringBuilder();
        for (final BtfType.Member member : bits.members()) {
            program.append("\t__builtin_memset(&u, 0, sizeof(u)); u.b.").append(member.name()).append(" = -1;\n"
                    + "\tfor (int i = 0; i < sizeof(u) * 8; i++) if (u.c[i / 8] >> i % 8 & 1) { printf(\"")
                    .append(member.name()).append(" %d\\n\", i); break; }\n");
            expected.append(member.name()).append(' ').append(member.bitOffset()).append('\n');
        }
        program.append("\treturn 0;\n}\n");
        final Path source = Files.writeString(temporary.resolve("bits.c"), program);
        final Path binary = temporary.resolve("bits");
        try {
            assertEquals(0, new ProcessBuilder("gcc", "-std=gnu11", "-w", "-o", binary.toString(), source.toString())
                    .inheritIO().start().waitFor());
        } catch (final IOException e) {
            assumeTrue(false, "gcc is not there: " + e.getMessage());
        }
        final Process process = new ProcessBuilder(binary.toString()).start();
        assertEquals(expected.toString(),
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    /** Types one after the other; each is name, info, size or type, and what its kind has more. */
    private static Btf forged(final int[]... types) throws BtfFormatException {
        final ByteBuffer section = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
        section.position(24);
        for (final int[] type : types) {
            for (final int word : type) {
                section.putInt(word);
            }
        }
        final int length = section.position() - 24;
        section.put("\0a\0b\0".getBytes(StandardCharsets.UTF_8));
        section.putShort(0, (short) 0xeb9f).put(2, (byte) 1).putInt(4, 24).putInt(8, 0).putInt(12, length)
                .putInt(16, length).putInt(20, 5);
        return Btf.read(section.flip());
    }

    private static int[] struct(final int name, final int... members) {
        final int[] words = new int[3 + 3 * members.length];
        words[0] = name;
        words[1] = 4 << 24 | members.length;
        words[2] = 8;
        for (int i = 0; i < members.length; i++) {
            words[3 + 3 * i] = 1;
            words[4 + 3 * i] = members[i];
        }
        return words;
    }

    private static int[] pointer(final int to) {
        return new int[] {0, 2 << 24, to};
    }

    private static void assertRefused(final String expected, final Btf btf) {
        final BtfFormatException e = assertThrows(BtfFormatException.class, btf::header);
        assertTrue(e.getMessage().contains(expected), e::getMessage);
    }

    @Test
    void shouldRefuseWhatCannotBeWrittenInC() throws Exception {
        assertRefused("contains itself", forged(struct(1, 1)));
        assertRefused("contains itself", forged(struct(1, 2), struct(3, 1)));
        assertRefused("contains itself", forged(struct(0, 2), pointer(1)));
        assertRefused("types within each other", forged(pointer(1)));
        assertRefused("contains itself", forged(new int[] {1, 8 << 24, 2}, struct(0, 1)));
        final int[][] chain = new int[3000][];
        for (int i = 0; i < chain.length; i++) {
            chain[i] = pointer(i + 2 > chain.length ? 0 : i + 2);
        }
        assertRefused("types within each other", forged(chain));
    }

    @Test
    void shouldGiveUpOnTypesWhoseTextWouldNeverEnd() throws Exception {
        final int[][] doubling = new int[60][];
        for (int i = 0; i < doubling.length - 1; i++) {
            doubling[i] = struct(i == 0 ? 1 : 0, i + 2, i + 2);
        }
        doubling[doubling.length - 1] = struct(0);
        final BtfFormatException e = assertThrows(BtfFormatException.class, () -> forged(doubling).header());
        assertFalse(e.getMessage().isEmpty());
    }

    @Test
    void shouldWriteAPointerToItself() throws Exception {
        final String header = forged(struct(1, 2), pointer(1)).header();
        assertTrue(header.contains("struct a {\n\tstruct a *a;\n};\n"), header);
    }

    @Test
    void shouldTellTheTypesApartThatHaveOneName() throws Exception {
        final List<String> lines = forged(struct(1), struct(1), struct(3, 2)).header().lines()
                .filter(line -> line.contains("struct")).toList();
        assertEquals(List.of("struct a {", "struct a___2 {", "struct b {", "\tstruct a___2 a;"), lines);
    }
}
