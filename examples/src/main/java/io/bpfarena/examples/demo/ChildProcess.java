package io.bpfarena.examples.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A process that the demo started: its output is read line by line, each wait has a deadline, and {@link #close()} ends
 * it. What it says on standard error goes to the demo's.
 */
final class ChildProcess implements AutoCloseable {
    private static final Duration END_DEADLINE = Duration.ofSeconds(5);

    private final String name;
    private final Process process;
    private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();

    private ChildProcess(final String name, final Process process) {
        this.name = name;
        this.process = process;
        Thread.ofVirtual().name(name + "-output").start(this::readLines);
    }

    static ChildProcess start(final String name, final List<String> command) throws IOException {
        return new ChildProcess(name, new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    private void readLines() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(Optional.of(line));
            }
        } catch (final IOException | UncheckedIOException e) {
            // The process was ended while we read; what matters is that nothing more comes.
        } finally {
            lines.add(Optional.empty());
        }
    }

    long pid() {
        return process.pid();
    }

    String name() {
        return name;
    }

    /**
     * Waits for a line.
     *
     * @param wanted   which; others are passed over.
     * @param deadline how long to wait for each line.
     * @return the line.
     * @throws DemoException if the output ends or nothing comes in time.
     */
    String awaitLine(final Predicate<String> wanted, final Duration deadline)
            throws DemoException, InterruptedException {
        while (true) {
            final Optional<String> line = lines.poll(deadline.toMillis(), TimeUnit.MILLISECONDS);
            if (line == null) {
                throw new DemoException("%s (pid %d) said nothing for %d s".formatted(
                        name, pid(), deadline.toSeconds()));
            }
            if (line.isEmpty()) {
                lines.add(line);
                throw new DemoException("%s (pid %d) ended too early, with exit status %s".formatted(
                        name, pid(), process.waitFor(1, TimeUnit.SECONDS) ? process.exitValue() : "unknown"));
            }
            if (wanted.test(line.get())) {
                return line.get();
            }
        }
    }

    /**
     * Waits for a fact about a subject.
     *
     * @param subject  the line's first word.
     * @param deadline how long to wait.
     * @return the fact.
     */
    Fact awaitFact(final String subject, final Duration deadline) throws DemoException, InterruptedException {
        return Fact.parse(awaitLine(line -> Fact.isAbout(line, subject), deadline));
    }

    /** Asks it to end, as a user would (SIGTERM), and waits. */
    int terminate(final Duration deadline) throws DemoException, InterruptedException {
        process.destroy();
        return awaitExit(deadline);
    }

    /** Waits for it to end by itself. */
    int awaitExit(final Duration deadline) throws DemoException, InterruptedException {
        if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new DemoException("%s (pid %d) did not end within %d s".formatted(
                    name, pid(), deadline.toSeconds()));
        }
        return process.exitValue();
    }

    /** Ends it if it still runs: first politely, then at once. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor(END_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (final InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
