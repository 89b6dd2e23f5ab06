package io.bpfarena.examples.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * The processes and the directories of one demo. However the demo ends, also by Ctrl-C, {@link #close()} runs: it ends
 * what still runs, the last started first, and removes what is left of the directories.
 */
final class DemoProcesses implements AutoCloseable {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private final Path brokerDirectory;
    private final Path workDirectory;
    private final Deque<ChildProcess> children = new ArrayDeque<>();
    private final Thread shutdownHook = new Thread(this::endAll, "demo-shutdown");
    private boolean ended;

    private DemoProcesses(final Path parent, final Path workDirectory) {
        this.brokerDirectory = parent.resolve("broker");
        this.workDirectory = workDirectory;
    }

    static DemoProcesses create() throws IOException {
        final Path parent = Files.isWritable(SHARED_MEMORY)
                ? Files.createTempDirectory(SHARED_MEMORY, "bpf-arena-demo-")
                : Files.createTempDirectory("bpf-arena-demo-");
        final DemoProcesses processes =
                new DemoProcesses(parent, Files.createDirectory(parent.resolve("c")));
        Runtime.getRuntime().addShutdownHook(processes.shutdownHook);
        return processes;
    }

    /** {@return the directory for the broker, which makes it} */
    Path brokerDirectory() {
        return brokerDirectory;
    }

    /** {@return a directory for what is compiled} */
    Path workDirectory() {
        return workDirectory;
    }

    /**
     * Starts a process that {@link #close()} will end.
     *
     * @throws DemoException if the demo is ending.
     */
    synchronized ChildProcess start(final String name, final List<String> command) throws IOException, DemoException {
        if (ended) {
            throw new DemoException("ended before it was done");
        }
        final ChildProcess child = ChildProcess.start(name, command);
        children.push(child);
        return child;
    }

    /** Starts another {@code arena}. */
    ChildProcess startArena(final String name, final List<String> arguments) throws IOException, DemoException {
        return start(name, ArenaJvm.command(arguments));
    }

    private synchronized void endAll() {
        if (!ended) {
            ended = true;
            children.forEach(ChildProcess::close);
            remove(brokerDirectory.getParent());
        }
    }

    private static void remove(final Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (final NoSuchFileException e) {
            // It has gone already: what we want.
        } catch (final IOException | UncheckedIOException e) {
            System.err.printf("arena: demo: could not remove %s: %s%n", directory, e);
        }
    }

    @Override
    public void close() {
        endAll();
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (final IllegalStateException e) {
            // The JVM is ending; the hook finds nothing to do.
        }
    }
}
