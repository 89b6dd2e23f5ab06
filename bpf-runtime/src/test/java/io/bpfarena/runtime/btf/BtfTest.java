package io.bpfarena.runtime.btf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.runtime.TestObjects;
import io.bpfarena.runtime.elf.ElfObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BtfTest {
    private static final int HEADER_SIZE = 24;

    private static ByteBuffer section(final String object, final String name) throws Exception {
        return ElfObject.read(TestObjects.bytes(object)).section(name).orElseThrow().data();
    }

    private static Btf types() throws Exception {
        return Btf.read(section("types", Btf.SECTION));
    }

    @Test
    void shouldReadEveryKindThatClangWrites() throws Exception {
        assertEquals(TestObjects.text("types.btf.txt"),
                types().dump().map(line -> line + "\n").collect(Collectors.joining()));
    }

    @Test
    void shouldKnowSizesAndNames() throws Exception {
        final Btf btf = types();
        final int everything = btf.find("everything", BtfType.Struct.class).orElseThrow();
        assertEquals("struct everything", btf.describe(everything));
        assertEquals(((BtfType.Struct) btf.type(everything)).size(), btf.sizeOf(everything));
        assertEquals(8, btf.sizeOf(btf.find("either", BtfType.Struct.class).orElseThrow()));
        assertEquals(8, btf.sizeOf(btf.find("wide", BtfType.Enumeration.class).orElseThrow()));
        assertEquals(1, btf.sizeOf(btf.find("u8", BtfType.Typedef.class).orElseThrow()));
    }

    @Test
    void shouldDescribeTypesAsInC() throws Exception {
        final Btf btf = types();
        final BtfType.Struct everything =
                (BtfType.Struct) btf.type(btf.find("everything", BtfType.Struct.class).orElseThrow());
        assertEquals(
                List.of("struct forward *", "union either", "enum colour", "enum wide", "struct flags",
                        "const volatile char * const", "int * restrict", "u16[2][3]", "int (*)(int, const char *, ...)",
                        "double", "_Bool", "int *", "struct {...}", "u8"),
                everything.members().stream().map(member -> btf.describe(member.type())).toList());
    }

    @Test
    void shouldReadBitFields() throws Exception {
        final Btf btf = types();
        assertEquals(List.of("ready 0:1", "mode 1:3", "level 4:12"),
                ((BtfType.Struct) btf.type(btf.find("flags", BtfType.Struct.class).orElseThrow())).members().stream()
                        .map(member -> "%s %d:%d".formatted(member.name(), member.bitOffset(), member.bitfieldSize()))
                        .toList());
    }

    @Test
    void shouldReadLinesAndFunctionsOfInstructions() throws Exception {
        final Btf btf = Btf.read(section("calls", Btf.SECTION));
        final BtfExt ext = BtfExt.read(section("calls", BtfExt.SECTION), btf);
        assertEquals(List.of("beside", "direct", "chained", "loop"), ext.functions().get("syscall").stream()
                .map(function -> btf.type(function.type()).name()).toList());
        final BtfExt.LineInfo first = ext.lines().get("syscall").getFirst();
        assertEquals("SEC(\"syscall\") static __noinline int beside(int x)", first.text());
        assertEquals(29, first.line());
        assertEquals("./calls.bpf.c", first.file());
        assertEquals(0, first.offset());
    }

    @Test
    void shouldReadCoreRelocations() throws Exception {
        final Btf btf = Btf.read(section("refused/core_relocation", Btf.SECTION));
        final BtfExt ext = BtfExt.read(section("refused/core_relocation", BtfExt.SECTION), btf);
        final BtfExt.CoreRelocation relocation = ext.coreRelocations().get("syscall").getFirst();
        assertEquals("0:1", relocation.access());
        assertEquals("task", btf.type(relocation.type()).name());
        assertEquals(0, relocation.kind());
    }

    @Test
    void shouldEndWhenTypesGoInACircle() throws Exception {
        final Btf btf = Btf.read(btf(
                type(0, 8 << 24, 2),                            // 1: typedef -> 2
                type(0, 9 << 24, 1),                            // 2: volatile -> 1
                type(0, 3 << 24, 0, 3, 3, 2),                   // 3: array of itself
                type(0, 2 << 24, 4)));                          // 4: pointer to itself
        assertTrue(assertThrows(BtfFormatException.class, () -> btf.resolve(1)).getMessage().contains("type 1"));
        assertThrows(BtfFormatException.class, () -> btf.sizeOf(2));
        assertThrows(BtfFormatException.class, () -> btf.sizeOf(3));
        assertEquals(8, btf.sizeOf(4));
        assertTrue(btf.describe(3).startsWith("..."), btf.describe(3));
        assertTrue(btf.describe(4).contains("..."), btf.describe(4));
    }

    @Test
    void shouldNotOverflowWhenMultiplyingDimensions() throws Exception {
        final Btf btf = Btf.read(btf(
                type(0, 1 << 24, 8, 64),
                type(0, 3 << 24, 0, 1, 1, -1),
                type(0, 3 << 24, 0, 2, 1, -1),
                type(0, 3 << 24, 0, 1, 1, 1 << 28)));
        assertThrows(BtfFormatException.class, () -> btf.sizeOf(2));
        assertThrows(BtfFormatException.class, () -> btf.sizeOf(3));
        assertEquals(1L << 31, btf.sizeOf(4));
    }

    @Test
    void shouldRefuseWhatRefersToNoType() {
        refused("type 1 refers to type 7, but there are 2", type(0, 2 << 24, 7));
        refused("type 1 refers to type 4294967295, but there are 2", type(0, 8 << 24, -1));
        refused("type 1 refers to type 0, which is not a prototype", type(0, 12 << 24, 0));
        refused("section '' holds type 0, which is no variable and no function", type(0, 15 << 24 | 1, 8, 0, 0, 8));
        refused("type 1 is of unknown kind 20", type(0, 20 << 24, 0));
        refused("type 1 has unknown linkage 3", type(0, 12 << 24 | 3, 0));
        refused("string at 9 is not within the string section: size=1", type(9, 2 << 24, 0));
        refused("type 1 is not within the section: it needs 48 bytes, there are 0", type(0, 4 << 24 | 4, 8));
        refused("integer '' of 4 bytes has 33 bits from bit 0", type(0, 1 << 24, 4, 33));
    }

    @Test
    void shouldRefuseDamagedHeaders() throws Exception {
        final byte[] good = bytes(section("types", Btf.SECTION));
        for (int length = 0; length < good.length; length++) {
            final ByteBuffer cut = ByteBuffer.wrap(good, 0, length).slice();
            assertThrows(BtfFormatException.class, () -> Btf.read(cut), "length " + length);
        }
        for (final int field : new int[] {0, 2, 4, 12, 16, 20}) {
            final byte[] bad = good.clone();
            bad[field] = (byte) ~bad[field];
            bad[field + 1] = (byte) (field == 2 ? bad[field + 1] : ~bad[field + 1]);
            final BtfFormatException e =
                    assertThrows(BtfFormatException.class, () -> Btf.read(ByteBuffer.wrap(bad)), "field " + field);
            assertEquals(Btf.SECTION, e.section());
        }
    }

    @Test
    void shouldSurviveEveryPrefixAndEveryDamagedByteOfExt() throws Exception {
        final Btf btf = Btf.read(section("calls", Btf.SECTION));
        final byte[] good = bytes(section("calls", BtfExt.SECTION));
        for (int length = 0; length < good.length; length++) {
            final ByteBuffer cut = ByteBuffer.wrap(good, 0, length).slice();
            final BtfFormatException e =
                    assertThrows(BtfFormatException.class, () -> BtfExt.read(cut, btf), "length " + length);
            assertEquals(BtfExt.SECTION, e.section());
        }
        int refused = 0;
        for (int i = 0; i < good.length; i++) {
            final byte[] bad = good.clone();
            bad[i] = (byte) ~bad[i];
            try {
                BtfExt.read(ByteBuffer.wrap(bad), btf);
            } catch (final BtfFormatException e) {
                assertEquals(BtfExt.SECTION, e.section());
                refused++;
            }
        }
        assertTrue(refused > good.length / 4, "refused: " + refused);
    }

    private static void refused(final String message, final ByteBuffer... types) {
        final BtfFormatException e = assertThrows(BtfFormatException.class, () -> Btf.read(btf(types)));
        assertEquals(message, e.getMessage());
    }

    private static byte[] bytes(final ByteBuffer buffer) {
        final byte[] bytes = new byte[buffer.limit()];
        buffer.get(0, bytes);
        return bytes;
    }

    private static ByteBuffer type(final int... words) {
        final ByteBuffer type = ByteBuffer.allocate(words.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (final int word : words) {
            type.putInt(word);
        }
        return type.flip();
    }

    private static ByteBuffer btf(final ByteBuffer... types) {
        int length = 0;
        for (final ByteBuffer type : types) {
            length += type.limit();
        }
        final ByteBuffer section = ByteBuffer.allocate(HEADER_SIZE + length + 1).order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(HEADER_SIZE)
                .putInt(0).putInt(length).putInt(length).putInt(1);
        for (final ByteBuffer type : types) {
            section.put(type.duplicate());
        }
        return section.put((byte) 0).flip();
    }
}
