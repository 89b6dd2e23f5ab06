package io.bpfarena.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.bpfarena.runtime.elf.ElfObject;
import io.bpfarena.runtime.elf.ElfSection;
import io.bpfarena.runtime.elf.ObjectFormatException;
import io.bpfarena.runtime.isa.Instruction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for the committed objects. */
class ObjectsTest {
    private static final int MOV64_REGISTER = 0xbf;
    private static final int ADDR_SPACE_CAST = 1;
    private static final int TO_ARENA = 1;
    private static final int TO_USER = 1 << 16;

    @TempDir
    private Path directory;

    @Test
    void shouldBeWhatTheirSourcesCompileTo() throws IOException, InterruptedException {
        final Path output = directory.resolve("output");
        final Process process = new ProcessBuilder("sh", "src/main/bpf/build.sh", "check")
                .redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            assertTrue(process.waitFor(100, TimeUnit.SECONDS), "build.sh check did not end");
        } finally {
            process.destroyForcibly();
        }
        final String text = Files.readString(output);
        assertEquals(0, process.exitValue(), text);
        System.out.print(text);
        assumeFalse(text.contains("(skipped)"), text);
    }

    /** Kernels from 6.16 on refuse every other immediate. */
    @ParameterizedTest
    @EnumSource
    void shouldCastBetweenTheArenaAndUserSpaceOnly(final Structure structure)
            throws IOException, ObjectFormatException {
        final List<Instruction> casts = new ArrayList<>();
        for (final ElfSection section : ElfObject.read(read(structure.objectResource())).sections()) {
            if (section.isExecutable()) {
                final ByteBuffer slots = section.data().order(ByteOrder.LITTLE_ENDIAN);
                while (slots.remaining() >= Instruction.SIZE) {
                    final Instruction instruction = Instruction.decode(slots.getLong());
                    if (instruction.code() == MOV64_REGISTER && instruction.offset() == ADDR_SPACE_CAST) {
                        casts.add(instruction);
                    }
                }
            }
        }
        assertFalse(casts.isEmpty());
        assertEquals(List.of(), casts.stream()
                .filter(cast -> cast.imm() != TO_ARENA && cast.imm() != TO_USER).toList());
    }

    /** The only absolute paths could be in the debug information. */
    @ParameterizedTest
    @EnumSource
    void shouldNotNameThePathsOfTheMachineThatBuiltThem(final Structure structure) throws IOException {
        final String text = new String(read(structure.objectResource()), StandardCharsets.ISO_8859_1);
        final Matcher path = Pattern.compile("\0(/[ -~]+/[ -~]*)\0").matcher(text);
        assertFalse(path.find(), () -> path.group(1));
    }

    @ParameterizedTest
    @EnumSource
    void shouldComeWithTheirSources(final Structure structure) throws IOException {
        final String source = new String(read(structure.sourceResource()), StandardCharsets.UTF_8);
        for (final String name : List.of(structure.arenaName(), structure.buildProgram(), structure.sumProgram(),
                structure.removeProgram(), structure.headVariable())) {
            assertTrue(source.contains(name), name);
        }
    }

    private static byte[] read(final String resource) throws IOException {
        try (InputStream stream = Structure.class.getResourceAsStream(resource)) {
            return stream.readAllBytes();
        }
    }
}
