package io.bpfarena.integration.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.broker.Broker;
import io.bpfarena.examples.Stack;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program and the client of README.md are those of the examples, and do what it says. */
class ReadmeTest {
    @TempDir
    private Path temporary;

    private static String block(final String language) throws Exception {
        final Matcher matcher = Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(Document.read("README.md").text());
        assertTrue(matcher.find(), "README.md has no block of " + language);
        return matcher.group(1);
    }

    @Test
    void shouldShowTheProgramOfTheExamples() throws Exception {
        final String source = Files.readString(Document.ROOT.resolve("examples/src/main/bpf/stack.bpf.c"));

        assertEquals(source.substring(source.indexOf("#include")), block("c"));
    }

    @Test
    void shouldShowTheClientOfTheExamples() throws Exception {
        final List<String> lines = Files.readAllLines(
                Document.ROOT.resolve("examples/src/main/java/io/bpfarena/examples/Stack.java"));
        final int start = lines.indexOf("        try (ArenaClient client = ArenaClient.connect("
                + "new ArenaClient.Context().directory(directory))) {");
        final int end = start + lines.subList(start, lines.size()).indexOf("        }");
        final String body = String.join("\n", lines.subList(start, end + 1));

        assertEquals(body.stripIndent() + "\n", block("java"));
    }

    @Test
    void shouldAddUpWhatTheProgramBuilt() throws Exception {
        try (InputStream object = Stack.class.getResourceAsStream("/bpf/stack.bpf.o");
                Broker broker = Broker.launch(new Broker.Context().directory(temporary.resolve("broker")))) {
            assertEquals(55, Stack.sum(broker.directory(), object.readAllBytes()));
        }
    }
}
