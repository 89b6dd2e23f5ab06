package io.bpfarena.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The objects that are committed in the project: where each input starts from. Run in the directory of this module. */
public final class Seeds {
    private static final Path ROOT = Path.of("..");
    private static final List<Path> DIRECTORIES = List.of(
            ROOT.resolve("examples/src/main/resources/bpf"),
            ROOT.resolve("broker/src/test/resources/bpf"),
            ROOT.resolve("bpf-runtime/src/test/resources/objects"));

    private Seeds() {
    }

    /** {@return their files, by name} */
    public static List<Path> files() {
        return DIRECTORIES.stream().flatMap(Seeds::objectsIn).sorted().toList();
    }

    private static Stream<Path> objectsIn(final Path directory) {
        try (Stream<Path> tree = Files.walk(directory)) {
            return tree.filter(path -> path.toString().endsWith(".o")).toList().stream();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bytes of a file. */
    static byte[] bytes(final Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
