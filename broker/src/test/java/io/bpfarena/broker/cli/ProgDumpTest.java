package io.bpfarena.broker.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.bpfarena.broker.TestObjects;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgDumpTest {
    @TempDir
    private Path temporary;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String object;

    @BeforeEach
    void writeObject() throws IOException {
        object = Files.write(temporary.resolve("workload.bpf.o"), TestObjects.workload()).toString();
    }

    private int dump(final String... args) {
        return ArenaCommandLine.create().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(
                Stream.concat(Stream.of("prog", "dump", "xlated"), Stream.of(args)).toArray(String[]::new));
    }

    @Test
    void shouldPrintInstructionsBelowTheirSourceLines() throws IOException {
        assertEquals(ExitStatus.OK, dump(object, "alloc"), err::toString);
        GoldenFile.assertSame("dump/plain.txt", out.toString());
    }

    @Test
    void shouldPrintOpcodesAndLineNumbers() throws IOException {
        assertEquals(ExitStatus.OK, dump(object, "add", "opcodes", "linum"), err::toString);
        GoldenFile.assertSame("dump/opcodes-linum.txt", out.toString());
    }

    @Test
    void shouldPrintJson() {
        assertEquals(ExitStatus.OK, dump(object, "add", "--json"), err::toString);
        final JsonArray lines = JsonParser.parseString(out.toString()).getAsJsonArray();
        final JsonObject first = lines.get(0).getAsJsonObject();
        assertEquals(List.of("slot", "function", "src", "file", "line_num", "line_col", "disasm", "opcodes"),
                List.copyOf(first.keySet()));
        assertEquals(0, first.get("slot").getAsInt());
        assertEquals("add", first.get("function").getAsString());
        assertTrue(first.get("line_num").getAsInt() > 0);
        final JsonObject last = lines.get(lines.size() - 1).getAsJsonObject();
        assertEquals("(95) exit", last.get("disasm").getAsString());
        assertEquals("95 00 00 00 00 00 00 00", last.get("opcodes").getAsString());
        assertTrue(last.get("function").isJsonNull());
    }

    @Test
    void shouldNameTheProgramsThatThereAre() {
        assertEquals(ExitStatus.FAILED, dump(object, "nonsense"));
        assertTrue(err.toString().startsWith("arena: object workload has no program nonsense; it has "), err::toString);
    }

    @Test
    void shouldRefuseAnotherWord() {
        assertEquals(ExitStatus.USAGE, dump(object, "add", "visual"));
        assertEquals("arena: expected opcodes or linum after the program, got 'visual' "
                + "(see arena prog dump xlated --help)\n", err.toString());
    }
}
