package io.bpfarena.examples.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bpfarena.client.memory.ArenaTableDescriptor;
import io.bpfarena.client.memory.ArenaTableHeader;
import io.bpfarena.client.protocol.BrokerDirectory;
import io.bpfarena.examples.Structure;
import io.bpfarena.linux.MemoryMapping;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compiles the C walker from the jars' resources, and lets it walk arena files made by hand. */
class CWalkerTest {
    private static final int PAGE_COUNT = HandMadeArena.LENGTH / MemoryMapping.PAGE_SIZE;

    @TempDir
    private static Path directory;
    private static Path walk;

    private record Run(int status, String output, String errors) {
    }

    @BeforeAll
    static void compile() throws IOException, InterruptedException {
        final boolean compiler = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "cc")));
        assumeTrue(compiler, "there is no C compiler (cc)");
        for (final String name : List.of("bpf_arena_client.h", "walk.c")) {
            try (InputStream source = Structure.class.getResourceAsStream("/c/" + name)) {
                Files.copy(source, directory.resolve(name));
            }
        }
        walk = directory.resolve("walk");
        assertEquals(new Run(0, "", ""), run("cc", "-std=c11", "-O2", "-Wall", "-Wextra", "-Werror",
                "-o", walk.toString(), directory.resolve("walk.c").toString()));
    }

    @ParameterizedTest
    @EnumSource
    void shouldFindWhatTheProgramFoundInAKernel(final Structure structure) throws IOException, InterruptedException {
        final long head = writeArena(structure, KernelWalks.COUNT, 0, 0);
        final Walk walk = KernelWalks.of(structure);
        assertEquals(new Run(0, "structure=%s%ncount=%d%nsum=0x%016x%nhash=0x%016x%n"
                .formatted(structure.structureName(), walk.count(), walk.sum(), walk.hash()), ""),
                walk(structure, head));
    }

    @ParameterizedTest
    @EnumSource
    void shouldNameTheAddressOfADamage(final Structure structure) throws IOException, InterruptedException {
        // The first word of each is a pointer; the tree's and the table's to something that is walked first.
        final long head = writeArena(structure, 100, 0, 0x4000_0000_0000L);
        assertEquals(new Run(1, "", "walk: %s is damaged at 0x400000000000: the pointer leads out of the arena%n"
                .formatted(structure.structureName())), walk(structure, head));
    }

    @Test
    void shouldNameTheFieldThatMakesATableUnusable() throws IOException, InterruptedException {
        final Structure structure = Structure.LINKED_LIST;
        final long head = writeArena(structure, 100, 0, 0);
        final Path table = BrokerDirectory.table(directory, structure.arenaName());
        try (RandomAccessFile file = new RandomAccessFile(table.toFile(), "rw")) {
            file.seek(ArenaTableDescriptor.VERSION_OFFSET);
            file.write(ArenaTableDescriptor.VERSION + 1);
        }
        assertEquals(new Run(1, "", "walk: %s: version %d, expected %d%n"
                .formatted(table, ArenaTableDescriptor.VERSION + 1, ArenaTableDescriptor.VERSION)),
                walk(structure, head));
        Files.write(table, new byte[100]);
        assertEquals(new Run(1, "", "walk: %s: 100 bytes, shorter than its header of 4096%n".formatted(table)),
                walk(structure, head));
        Files.delete(table);
        assertEquals(new Run(1, "", "walk: cannot open %s: No such file or directory%n".formatted(table)),
                walk(structure, head));
    }

    @Test
    void shouldExplainItsArgumentsWhenTheyAreWrong() throws IOException, InterruptedException {
        final Run run = run(walk.toString(), directory.toString(), "list_arena", "linked_list", "head");
        assertEquals(2, run.status());
        assertTrue(run.errors().startsWith("usage: walk DIRECTORY (ARENA STRUCTURE HEAD)..."), run.errors());
    }

    private static Run walk(final Structure structure, final long head) throws IOException, InterruptedException {
        return run(walk.toString(), directory.toString(), structure.arenaName(), structure.structureName(),
                Long.toHexString(head));
    }

    /** Writes the files of an arena with a structure in it, whose word at an offset from the head is overwritten. */
    private static long writeArena(
            final Structure structure, final int elements, final int offset, final long word) throws IOException {
        try (HandMadeArena arena = new HandMadeArena()) {
            final long head = HandMadeStructures.build(structure, arena, elements);
            if (word != 0) {
                arena.put(head + offset, word);
            }
            final Path pages = BrokerDirectory.pages(directory, structure.arenaName());
            Files.createDirectories(pages.getParent());
            try (RandomAccessFile file = new RandomAccessFile(pages.toFile(), "rw")) {
                file.write(arena.pages());
                file.setLength(HandMadeArena.LENGTH);
            }
            Files.write(BrokerDirectory.table(directory, structure.arenaName()),
                    table(structure.arenaName(), arena.pages().length / MemoryMapping.PAGE_SIZE));
            return head;
        }
    }

    private static byte[] table(final String name, final int present) {
        final long length = ArenaTableDescriptor.fileLength(HandMadeArena.BASE, PAGE_COUNT);
        final ByteBuffer bytes = ByteBuffer.allocateDirect((int) length);
        ArenaTableDescriptor.write(new UnsafeBuffer(bytes), new ArenaTableHeader(
                1, name, HandMadeArena.BASE, PAGE_COUNT, 0, 1, ArenaTableDescriptor.STATE_OPEN));
        final byte[] table = new byte[(int) length];
        bytes.get(0, table);
        final int first = ArenaTableDescriptor.presenceOffset(HandMadeArena.BASE);
        Arrays.fill(table, first, first + present, (byte) 1);
        return table;
    }

    private static Run run(final String... command) throws IOException, InterruptedException {
        final Path output = directory.resolve("output");
        final Path errors = directory.resolve("errors");
        final Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile()).redirectError(errors.toFile()).start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "did not end: " + List.of(command));
        } finally {
            process.destroyForcibly();
        }
        return new Run(process.exitValue(), Files.readString(output), Files.readString(errors));
    }
}
