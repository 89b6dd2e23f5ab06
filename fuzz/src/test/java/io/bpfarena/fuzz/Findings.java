package io.bpfarena.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Keeps what an input stood for when a target failed, so that it can be committed: a script means another object as
 * soon as its seed is compiled anew. Beside the inputs that Jazzer itself keeps.
 */
final class Findings {
    private static final String DIRECTORY_PROPERTY = "bpfarena.fuzz.findings";

    private Findings() {
    }

    static void keep(final Class<?> target, final byte[] made) {
        final String directory = System.getProperty(DIRECTORY_PROPERTY);
        if (directory != null) {
            final Path file = Path.of(directory,
                    "%s-%08x.bin".formatted(target.getSimpleName(), Arrays.hashCode(made)));
            try {
                Files.createDirectories(file.getParent());
                Files.write(file, made);
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
