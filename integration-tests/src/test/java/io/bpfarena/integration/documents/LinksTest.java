package io.bpfarena.integration.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LinksTest {
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#)([^)#]+)(#[^)]*)?\\)");

    @Test
    void shouldLeadSomewhere() throws IOException {
        final List<String> dead = new ArrayList<>();
        final List<Path> documents = documents();
        for (final Path document : documents) {
            final Matcher link = LINK.matcher(Files.readString(document));
            while (link.find()) {
                if (!Files.exists(document.resolveSibling(link.group(1)))) {
                    dead.add(document + " -> " + link.group(1));
                }
            }
        }

        assertTrue(documents.size() > 5, documents::toString);
        assertEquals(List.of(), dead);
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> top = Files.list(Document.ROOT);
                Stream<Path> docs = Files.walk(Document.ROOT.resolve("docs"))) {
            return Stream.concat(top, docs).filter(path -> path.toString().endsWith(".md")).toList();
        }
    }
}
