package io.bpfarena.integration.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.bpfarena.examples.ChangeContext;
import io.bpfarena.examples.Structure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code arena prog run} without a broker. */
class PrivateRunTest {
    @TempDir
    private Path temporary;
    private Path object;
    private Path contextIn;

    @BeforeEach
    void extract() throws IOException {
        object = temporary.resolve("linked_list.bpf.o");
        try (InputStream in = Structure.class.getResourceAsStream(Structure.LINKED_LIST.objectResource())) {
            Files.copy(in, object);
        }
        contextIn = Files.write(temporary.resolve("ctx"), ChangeContext.request(100));
    }

    @Test
    void shouldReportForPeople() {
        final Invoked run = Invoked.arena("prog", "run", object, "list_build", "--ctx-in", contextIn);

        assertEquals(0, run.status(), run.err());
        assertTrue(run.out().matches("return value: 0\nduration: [0-9.]+ (ns|us|ms|s)\nfaults: 0\n"), run.out());
        assertEquals("", run.err());
    }

    @Test
    void shouldReportAsJson() {
        final Invoked run = Invoked.arena("prog", "run", object, "list_build", "--ctx-in", contextIn, "--json");
        final JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();

        assertAll(
                () -> assertEquals(0, run.status(), run.err()),
                () -> assertEquals(0, json.get("return_value").getAsInt()),
                () -> assertTrue(json.get("duration_ns").getAsLong() > 0),
                () -> assertEquals(0, json.get("faults").getAsInt()),
                () -> assertTrue(json.get("fault_reports").getAsJsonArray().isEmpty()),
                () -> assertTrue(json.get("output").getAsJsonArray().isEmpty()));
    }

    @Test
    void shouldWriteTheContextThatTheProgramLeft() throws IOException {
        final Path contextOut = temporary.resolve("ctx-out");
        final Invoked run = Invoked.arena(
                "prog", "run", object, "list_build", "--ctx-in", contextIn, "--ctx-out", contextOut, "--repeat", 3);
        final ChangeContext left = ChangeContext.of(Files.readAllBytes(contextOut));

        assertEquals(0, run.status(), run.err());
        assertEquals(100, left.changed());
        assertEquals(300, left.total());
        assertEquals(0x3000_0000_0000L, left.head() & 0xFFFF_F000_0000_0000L);
    }

    @Test
    void shouldSetGlobalsFirst() throws IOException {
        final Path contextOut = temporary.resolve("ctx-out");
        final Invoked run = Invoked.arena("prog", "run", object, "list_build", "--ctx-in", contextIn,
                "--ctx-out", contextOut, "--global", "list_count=0x1000");

        assertEquals(0, run.status(), run.err());
        assertEquals(0x1000 + 100, ChangeContext.of(Files.readAllBytes(contextOut)).total());
    }

    @Test
    void shouldRefuseToSetAConstant() {
        final Invoked run = Invoked.arena("prog", "run", object, "list_build", "--global", "list_seed=1");

        assertEquals(1, run.status());
        assertEquals("arena: global variable list_seed is read-only once the object is loaded (section .rodata)\n",
                run.err());
    }

    @Test
    void shouldFailWhenTheProgramIsEnded() {
        final Object[] args = {"prog", "run", object, "list_build", "--ctx-in", contextIn,
            "--repeat", Integer.MAX_VALUE, "--timeout", 1, "--json"};
        final Invoked run = Invoked.arena(args);
        final JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();

        assertEquals(1, run.status());
        assertTrue(json.get("return_value").isJsonNull(), run.out());
        assertEquals("arena: program list_build was ended: " + json.get("ended_by").getAsString() + "\n", run.err());
    }

    @Test
    void shouldNameWhatThereIsInstead() {
        final Invoked program = Invoked.arena("prog", "run", object, "main");
        final Invoked global = Invoked.arena("prog", "run", object, "list_build", "--global", "count=1");

        assertEquals(1, program.status());
        assertEquals("arena: object linked_list has no program main; it has list_build, list_remove, list_sum, "
                + "page_free, page_peek\n", program.err());
        assertEquals(1, global.status());
        assertTrue(global.err().startsWith("arena: object linked_list has no global variable count; it has "),
                global.err());
    }

    @Test
    void shouldRefuseATruncatedObject() throws IOException {
        final byte[] bytes = Files.readAllBytes(object);
        Files.write(object, Arrays.copyOf(bytes, bytes.length / 2));
        final Invoked run = Invoked.arena("prog", "run", object, "list_build");

        assertEquals(1, run.status());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().startsWith("arena: object " + object + ": "), run.err());
    }

    @Test
    void shouldRefuseTooLargeAContext() throws IOException {
        Files.write(contextIn, new byte[65_536]);
        final Invoked run = Invoked.arena("prog", "run", object, "list_build", "--ctx-in", contextIn);

        assertEquals(1, run.status());
        assertEquals("arena: context %s has 65536 bytes; at most 65535 are accepted here\n".formatted(contextIn),
                run.err());
    }

    @Test
    void shouldLeaveAContextThatTheProgramDoesNotWriteAsItWas() throws IOException {
        final Path contextOut = temporary.resolve("ctx-out");
        final byte[] nothing = ChangeContext.request(0);
        Files.write(contextIn, nothing);
        final Invoked run = Invoked.arena(
                "prog", "run", object, "list_build", "--ctx-in", contextIn, "--ctx-out", contextOut);

        assertEquals(0, run.status(), run.err());
        assertArrayEquals(nothing, Files.readAllBytes(contextOut));
    }
}
