package io.bpfarena.integration.process;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A JVM that a test started, with the test's own class path and flags. What it prints is read line by line. */
final class ChildJvm implements AutoCloseable {
    private static final long END_TIMEOUT_S = 60;

    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private final Thread reader;

    private ChildJvm(final Process process) {
        this.process = process;
        this.reader = Thread.ofPlatform().name("output of " + process.pid()).daemon().start(this::read);
    }

    /**
     * Starts one.
     *
     * @param options of the JVM, such as {@code -Dname=value}.
     * @param main    class to run.
     * @param args    for it.
     * @return the JVM.
     */
    static ChildJvm start(final List<String> options, final Class<?> main, final String... args) {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // The flags of the build, without those for one process alone, such as debugging.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--")).forEach(command::add);
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty(
                "surefire.test.class.path", System.getProperty("java.class.path")), main.getName()));
        command.addAll(List.of(args));
        try {
            return new ChildJvm(new ProcessBuilder(command).redirectErrorStream(true).start());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            String line = output.readLine();
            while (line != null) {
                synchronized (lines) {
                    lines.add(line);
                }
                line = output.readLine();
            }
        } catch (final IOException e) {
            // The process was killed while it printed: what came before stands.
            return;
        }
    }

    /** {@return its process id} */
    long pid() {
        return process.pid();
    }

    /** {@return what it has printed so far} */
    List<String> output() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /**
     * Waits for a line.
     *
     * @param what     for the failure.
     * @param expected of the line.
     * @return the last line that fits.
     */
    String awaitLine(final String what, final Predicate<String> expected) {
        return Await.value(() -> "%s of process %d, which printed %s".formatted(what, pid(), output()), () -> {
            final boolean hasEnded = !process.isAlive() && !reader.isAlive();
            final String line = output().reversed().stream().filter(expected).findFirst().orElse(null);
            if (line == null && hasEnded) {
                fail("process %d ended with %d before %s: %s".formatted(pid(), process.exitValue(), what, output()));
            }
            return line;
        });
    }

    /**
     * Waits for a line that begins so.
     *
     * @param start of the line.
     * @return the rest of it, without blanks.
     */
    String await(final String start) {
        return awaitLine("'" + start + "'", line -> line.startsWith(start)).substring(start.length()).strip();
    }

    /** Writes a line to its standard input. */
    void say(final String line) {
        try {
            process.outputWriter(StandardCharsets.UTF_8).append(line).append('\n').flush();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** {@return its exit status, once it has ended} */
    int awaitExit() {
        try {
            if (!process.waitFor(END_TIMEOUT_S, TimeUnit.SECONDS)) {
                fail("process %d does not end: %s".formatted(pid(), output()));
            }
            reader.join(TimeUnit.SECONDS.toMillis(END_TIMEOUT_S));
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return process.exitValue();
    }

    /** Kills it if it has not ended, and waits until it has. */
    @Override
    public void close() {
        process.destroyForcibly();
        awaitExit();
    }
}
