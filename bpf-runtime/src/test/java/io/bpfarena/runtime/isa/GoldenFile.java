package io.bpfarena.runtime.isa;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Files of {@code src/test/resources} that src/test/text/golden.sh makes. */
public final class GoldenFile {
    private GoldenFile() {
    }

    /** The text of a file, whose path starts at the resources' root. */
    public static String read(final String path) {
        try (InputStream in = GoldenFile.class.getResourceAsStream(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An instruction in hex, and what a tool prints for it. */
    record Line(String hex, String text) {
        Operation operation() {
            return Operation.decodeAt(slots(hex), 0);
        }

        @Override
        public String toString() {
            return hex + " | " + text;
        }
    }

    static List<Line> lines(final String path) {
        return read(path).lines().map(line -> line.split(" \\| ", 2)).map(parts -> new Line(parts[0], parts[1]))
                .toList();
    }

    static List<Instruction> slots(final String hex) {
        try {
            return HexText.readBytecode(hex);
        } catch (final HexTextException e) {
            throw new AssertionError(hex, e);
        }
    }
}
