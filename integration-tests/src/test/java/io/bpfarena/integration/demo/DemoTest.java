package io.bpfarena.integration.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.broker.cli.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code arena demo} as a user runs it: a process that starts many others. */
class DemoTest {
    private static final int DEADLINE_S = 100;
    private static final Pattern BROKER = Pattern.compile("broker +pid (\\d+), directory (\\S+)");

    private Path output;

    @BeforeEach
    void makeOutput(@TempDir final Path directory) {
        output = directory.resolve("output");
    }

    @Test
    void shouldAgreeOnEveryStructureAndLeaveNothingBehind() throws Exception {
        final Process demo = start("--nodes", "3000");
        try {
            assertTrue(demo.waitFor(DEADLINE_S, TimeUnit.SECONDS), this::output);
            final List<String> lines = lines();
            assertEquals(0, demo.exitValue(), this::output);
            assertEquals("all agree", lines.getLast());
            for (final String structure : List.of("linked_list", "hash_table", "red_black_tree", "sparse_array")) {
                assertTrue(lines.stream().anyMatch(line -> line.startsWith(structure + ": base 0x3")), structure);
            }
            // Four structures, each counted by the program, by two clients, and in C where there is a compiler.
            final boolean withoutC = lines.stream().anyMatch(line -> line.contains("skipped: no C compiler"));
            assertEquals(withoutC ? 12 : 16, lines.stream().filter(line -> line.contains("count=3000 ")).count());
            assertTrue(lines.stream().anyMatch(line -> line.matches("faults +2000 served, .* p50 .* us, p99 .* us")));
            final Matcher broker = broker(lines.getFirst());
            assertFalse(isAlive(Long.parseLong(broker.group(1))));
            assertFalse(Files.exists(Path.of(broker.group(2)).getParent()), broker.group(2));
        } finally {
            end(demo);
        }
    }

    @Test
    void shouldLeaveNothingBehindWhenInterrupted() throws Exception {
        final Process demo = start("--nodes", "100000");
        try {
            final Matcher broker = broker(awaitFirstLine(demo));
            final List<ProcessHandle> children = awaitChildren(demo, 2);
            assertTrue(children.stream().anyMatch(child -> child.pid() == Long.parseLong(broker.group(1))));
            assertEquals(0, new ProcessBuilder("kill", "-INT", Long.toString(demo.pid())).start().waitFor());
            assertTrue(demo.waitFor(DEADLINE_S, TimeUnit.SECONDS), "the demo goes on after SIGINT");
            assertEquals(130, demo.exitValue());
            for (final ProcessHandle child : children) {
                assertFalse(child.isAlive(), () -> "left behind: " + child.info());
            }
            assertFalse(Files.exists(Path.of(broker.group(2)).getParent()), broker.group(2));
        } finally {
            end(demo);
        }
    }

    private static Matcher broker(final String line) {
        final Matcher matcher = BROKER.matcher(line);
        assertTrue(matcher.matches(), line);
        return matcher;
    }

    private static List<ProcessHandle> awaitChildren(final Process demo, final int count) {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_S);
        List<ProcessHandle> children = demo.descendants().toList();
        while (children.size() < count) {
            assertTrue(demo.isAlive() && System.nanoTime() < deadline, "the demo has children " + children);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            children = demo.descendants().toList();
        }
        return children;
    }

    private String awaitFirstLine(final Process demo) {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_S);
        while (!output().contains("\n")) {
            assertTrue(demo.isAlive() && System.nanoTime() < deadline, this::output);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        return lines().getFirst();
    }

    private List<String> lines() {
        return output().lines().toList();
    }

    private String output() {
        try {
            return Files.readString(output);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whatever the test found, nothing that the demo started goes on. */
    private static void end(final Process demo) {
        demo.descendants().forEach(ProcessHandle::destroyForcibly);
        demo.destroyForcibly();
    }

    private static boolean isAlive(final long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    private Process start(final String... arguments) throws Exception {
        final List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
                "--add-exports", "java.base/jdk.internal.misc=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED",
                "-cp", System.getProperty("java.class.path"), Main.class.getName(), "demo"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectOutput(output.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }
}
