package io.bpfarena.integration.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A Markdown file of the project. */
record Document(String name, String text) {
    /** The project's root, found from the module's own directory. */
    static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    static Document read(final String name) throws IOException {
        return new Document(name, Files.readString(ROOT.resolve(name)));
    }

    /** {@return the rows of all tables, without heads and rules, each a list of stripped cells} */
    List<List<String>> rows() {
        final List<String> lines = text.lines().toList();
        return IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).startsWith("|") && !isRule(lines.get(i)))
                .filter(i -> i + 1 == lines.size() || !isRule(lines.get(i + 1)))
                .mapToObj(i -> cells(lines.get(i)))
                .toList();
    }

    private static boolean isRule(final String line) {
        return line.startsWith("|--") || line.startsWith("| --");
    }

    private static List<String> cells(final String line) {
        final String inner = line.substring(1, line.lastIndexOf('|'));
        return Arrays.stream(inner.split("(?<!\\\\)\\|", -1)).map(String::strip).toList();
    }
}
