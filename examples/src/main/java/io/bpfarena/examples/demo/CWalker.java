package io.bpfarena.examples.demo;

import io.bpfarena.examples.walk.Walk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The walker in C: compiled with the machine's own compiler, if there is one, and run as one more process. */
final class CWalker {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final List<String> COMPILERS = List.of("cc", "gcc", "clang");

    private final Path executable;

    private CWalker(final Path executable) {
        this.executable = executable;
    }

    /**
     * Finds a compiler.
     *
     * @return its path, or empty.
     */
    static Optional<Path> compiler() {
        final List<Path> candidates = new ArrayList<>();
        for (final String name : COMPILERS) {
            for (final String directory : System.getenv().getOrDefault("PATH", "").split(":")) {
                candidates.add(Path.of(directory, name));
            }
        }
        return candidates.stream().filter(Files::isExecutable).findFirst();
    }

    /**
     * Compiles it.
     *
     * @param compiler  to use.
     * @param processes starts it, and has a directory for source and executable.
     * @return the walker.
     */
    static CWalker compile(final Path compiler, final DemoProcesses processes)
            throws DemoException, IOException, InterruptedException {
        final Path directory = processes.workDirectory();
        final Path source = extract("/c/walk.c", directory);
        extract("/c/bpf_arena_client.h", directory);
        final Path executable = directory.resolve("walk");
        final int status = processes.start("C compiler", List.of(
                compiler.toString(), "-std=c11", "-O2", "-o", executable.toString(), source.toString()))
                .awaitExit(DEADLINE);
        if (status != 0) {
            throw new DemoException("%s could not compile %s: exit status %d".formatted(compiler, source, status));
        }
        return new CWalker(executable);
    }

    private static Path extract(final String resource, final Path directory) throws IOException {
        final Path file = directory.resolve(resource.substring(resource.lastIndexOf('/') + 1));
        try (InputStream in = CWalker.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("resource " + resource + " is missing from this build");
            }
            Files.copy(in, file);
        }
        return file;
    }

    /**
     * Walks.
     *
     * @param processes  starts it.
     * @param structures arena, structure and head for each.
     * @return what it found, by the structure's name.
     */
    Map<String, Walk> walk(final DemoProcesses processes, final List<String> structures)
            throws DemoException, IOException, InterruptedException {
        final List<String> command =
                new ArrayList<>(List.of(executable.toString(), processes.brokerDirectory().toString()));
        command.addAll(structures);
        final ChildProcess child = processes.start("C walker", command);
        final Map<String, Walk> walks = new TreeMap<>();
        for (int i = 0; i < structures.size() / 3; i++) {
            final String structure = value(child, "structure");
            final Fact fact = Fact.about(structure);
            for (final String name : List.of("count", "sum", "hash")) {
                fact.with(name, value(child, name));
            }
            walks.put(structure, fact.walk());
        }
        final int status = child.awaitExit(DEADLINE);
        if (status != 0) {
            throw new DemoException("the C walker ended with exit status " + status);
        }
        return walks;
    }

    private static String value(final ChildProcess child, final String name)
            throws DemoException, InterruptedException {
        return child.awaitLine(line -> line.startsWith(name + "="), DEADLINE).substring(name.length() + 1);
    }
}
