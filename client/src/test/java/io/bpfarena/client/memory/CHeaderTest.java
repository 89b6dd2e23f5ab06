package io.bpfarena.client.memory;

import static io.bpfarena.client.memory.ArenaFiles.BASE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import io.bpfarena.client.protocol.BrokerDirectory;
import io.bpfarena.client.view.ArenaAccessor;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The C header says the same as {@link ArenaTableDescriptor}, and maps the same files. */
class CHeaderTest {
    private static final String PREFIX = "BPF_ARENA_TABLE_";
    private static final Path HEADERS = Path.of("src", "main", "c").toAbsolutePath();
    private static final Path HEADER = HEADERS.resolve("bpf_arena_client.h");

    @TempDir
    private Path directory;

    @Test
    void shouldHaveEveryConstantOfTheDescriptor() throws Exception {
        final Map<String, Long> expected = descriptorConstants();
        assertTrue(expected.size() > 20, expected.toString());
        final String prints = expected.keySet().stream()
                .map(name -> "printf(\"%s %%lld\\n\", (long long)%s);".formatted(name, name))
                .collect(Collectors.joining("\n"));
        assertEquals(expected, numbers(compileAndRun(prints)));
    }

    @Test
    void shouldHaveNoConstantThatTheDescriptorLacks() throws Exception {
        final List<String> defined = Pattern.compile("(?m)^#define (" + PREFIX + "\\w+) ")
                .matcher(Files.readString(HEADER)).results().map(match -> match.group(1)).sorted().toList();
        assertEquals(List.copyOf(descriptorConstants().keySet()), defined);
    }

    @Test
    void shouldPlaceEveryMemberOfTheStructWhereTheDescriptorHasIt() throws Exception {
        final Map<String, Long> expected = descriptorConstants().entrySet().stream()
                .filter(constant -> constant.getKey().endsWith("_OFFSET"))
                .collect(Collectors.toMap(constant -> constant.getKey()
                        .replaceFirst(PREFIX, "").replaceFirst("_OFFSET$", "").toLowerCase(),
                        Map.Entry::getValue, (a, _) -> a, TreeMap::new));
        final String prints = expected.keySet().stream()
                .map(name -> "printf(\"%s %%zu\\n\", offsetof(struct bpf_arena_table, %s));".formatted(name, name))
                .collect(Collectors.joining("\n"));
        assertEquals(expected, numbers(compileAndRun(prints)));
    }

    @Test
    void shouldMapTheSameMemoryAtTheSameAddress() throws Exception {
        final long base = BASE + 0x5000;
        final Path arenaDirectory = Files.createDirectories(BrokerDirectory.arenas(directory).resolve("demo"));
        try (ArenaFiles files = new ArenaFiles(arenaDirectory, ArenaFiles.header(base, 9));
                SharedArena arena = files.map()) {
            final ArenaAccessor memory = new ArenaAccessor(arena);
            memory.putLong(base + 8 * 4096, base + 8 * 4096 + 16);
            memory.putLong(base + 8 * 4096 + 16, 42);
            final Map<String, Long> seen = numbers(compileAndRun("""
                    struct bpf_arena arena;
                    char error[BPF_ARENA_ERROR_LENGTH];
                    if (bpf_arena_attach(&arena, "%s", "demo", BPF_ARENA_READ_WRITE, error)) {
                        fprintf(stderr, "%%s\\n", error);
                        return 1;
                    }
                    uint64_t last = arena.base + 8 * 4096;
                    printf("base %%lld\\n", (long long)arena.base);
                    printf("pages %%u\\n", arena.page_count);
                    printf("present7 %%d\\n", bpf_arena_is_present(&arena, arena.base + 7 * 4096, 1));
                    printf("present8 %%d\\n", bpf_arena_is_present(&arena, last, 4096));
                    printf("value %%lld\\n", **(long long **)last);
                    *(long long *)(last + 24) = -7;
                    bpf_arena_detach(&arena);
                    """.formatted(directory)));
            assertEquals(Map.of("base", base, "pages", 9L, "present7", 0L, "present8", 1L, "value", 42L), seen);
            assertEquals(-7, memory.getLong(base + 8 * 4096 + 24));
        }
    }

    private static Map<String, Long> descriptorConstants() {
        final Map<String, Long> constants = Arrays.stream(ArenaTableDescriptor.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()))
                .collect(Collectors.toMap(field -> PREFIX + field.getName(), CHeaderTest::valueOf, (a, _) -> a,
                        TreeMap::new));
        constants.put(PREFIX + "MAX_PAGE_COUNT", (long) ArenaTableHeader.MAX_PAGE_COUNT);
        return constants;
    }

    private static long valueOf(final Field field) {
        try {
            return field.getLong(null);
        } catch (final IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, Long> numbers(final List<String> lines) {
        return lines.stream().map(line -> line.split(" "))
                .collect(Collectors.toMap(words -> words[0], words -> Long.parseLong(words[1]), (a, _) -> a,
                        TreeMap::new));
    }

    private List<String> compileAndRun(final String statements) throws Exception {
        if (!isOnPath("cc")) {
            abort("there is no C compiler: cc is not on the PATH");
        }
        final Path source = directory.resolve("probe.c");
        final Path program = directory.resolve("probe");
        Files.writeString(source, "#include \"bpf_arena_client.h\"\nint main(void)\n{\n" + statements
                + "\nreturn 0;\n}\n");
        run("cc", "-std=c11", "-Wall", "-Wextra", "-Werror", "-Wno-int-to-pointer-cast",
                "-I", HEADERS.toString(), "-o", program.toString(), source.toString());
        return run(program.toString());
    }

    private static boolean isOnPath(final String command) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(entry -> Files.isExecutable(Path.of(entry, command)));
    }

    private List<String> run(final String... command) throws IOException, InterruptedException {
        final Path output = directory.resolve("output");
        final Process process = new ProcessBuilder(command)
                .redirectErrorStream(true).redirectOutput(output.toFile()).start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("not within 60 s: " + List.of(command));
        }
        final List<String> lines = new ArrayList<>(Files.readAllLines(output));
        assertEquals(0, process.exitValue(), () -> String.join("\n", lines));
        return lines;
    }
}
