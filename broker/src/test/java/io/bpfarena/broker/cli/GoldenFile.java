package io.bpfarena.broker.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What people read, kept as files beside the tests. {@code -Dgolden.write=true} writes them anew; the change is then
 * there to be read before it is committed.
 */
final class GoldenFile {
    private static final Path DIRECTORY = Path.of("src/test/resources/io/bpfarena/broker/cli");

    private GoldenFile() {
    }

    static void assertSame(final String name, final String actual) throws IOException {
        final Path file = DIRECTORY.resolve(name);
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(file, actual);
        }
        assertEquals(Files.readString(file), actual, () -> name + " (-Dgolden.write=true writes it anew)");
    }
}
