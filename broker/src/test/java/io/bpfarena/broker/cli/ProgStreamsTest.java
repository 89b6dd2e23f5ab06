package io.bpfarena.broker.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.bpfarena.broker.Await;
import io.bpfarena.broker.Broker;
import io.bpfarena.broker.RunningBrokerFixture;
import io.bpfarena.broker.TestObjects;
import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.ProgramInfo;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What programs write to their streams: {@code arena prog run} and {@code arena prog tracelog}. */
class ProgStreamsTest {
    private static final String COLOURED = "\u001b[31mred\u001b[0m\r\n\n\u00b5 unfinished";
    /** For people: nothing that a terminal would obey. */
    private static final String VISIBLE = "\\u001b[31mred\\u001b[0m\\u000d\n\n\u00b5 unfinished";

    @TempDir
    private Path temporary;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String object;

    @BeforeEach
    void writeObject() throws IOException {
        object = Files.write(temporary.resolve("written.bpf.o"), TestObjects.written()).toString();
    }

    private int arena(final String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return ArenaCommandLine.create().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(args);
    }

    private JsonObject json() {
        return JsonParser.parseString(out.toString()).getAsJsonObject();
    }

    @Test
    void shouldReportWhatTheProgramWroteToStdout() {
        assertEquals(ExitStatus.OK, arena("prog", "run", object, "colour"), err::toString);
        assertTrue(out.toString().endsWith(
                "\nfaults: 0\nstdout:\n  \\u001b[31mred\\u001b[0m\\u000d\n  \n  \u00b5 unfinished\n"), out::toString);
        assertEquals("", err.toString());
        assertEquals(ExitStatus.OK, arena("prog", "run", object, "colour", "--json"), err::toString);
        assertEquals(COLOURED, json().get("stdout").getAsString());
        assertEquals("", json().get("stderr").getAsString());
    }

    @Test
    void shouldReportEachFaultOnceAndTheRestOfStderrOnStandardError() {
        assertEquals(ExitStatus.OK, arena("prog", "run", object, "complain"), err::toString);
        assertEquals("before\nbetween\nafter\\u001b\n", err.toString());
        assertEquals(2, out.toString().split("ERROR: Arena READ access at unmapped address", -1).length - 1);
        assertFalse(out.toString().contains("Call trace"), out::toString);
        assertFalse(out.toString().contains("stdout"), out::toString);

        assertEquals(ExitStatus.OK, arena("prog", "run", object, "complain", "--json"));
        assertEquals("", err.toString());
        assertEquals(2, json().get("fault_reports").getAsJsonArray().size());
        final String all = json().get("stderr").getAsString();
        assertTrue(all.matches("(?s)before\nERROR: Arena READ .*Call trace:\ntouch\\+0x.*\ncomplain\\+0x.*\n"
                + "between\nERROR: Arena READ .*\nafter\u001b\n"), all);
    }

    /** What looks like a report and is none stays; the last is cut off, as when the stream was full. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, value = {
        "a;CPU: 0;Call trace:;f+0x0/0x8|a;CPU: 0;Call trace:;f+0x0/0x8",
        "ERROR: Timeout detected for may_goto instruction;CPU: 0;Call trace:;f+0x0/0x8"
                + "|ERROR: Timeout detected for may_goto instruction;CPU: 0;Call trace:;f+0x0/0x8",
        "ERROR: Arena READ access at unmapped address 0x1f;no|ERROR: Arena READ access at unmapped address 0x1f;no",
        "x;ERROR: Arena WRITE access at unmapped address 0x1f;CPU: 0 UID;Call trace:;f+0x0/0x8;g+0xf/0x8;  a @ b:1;y"
                + "|x;y",
        "ERROR: Arena WRITE access at unmapped address 0x1f;CPU: 0 UID;Call trace:;f+0x0/0x8;  a;  b|  b",
        "ERROR: Arena WRITE access at unmapped address 0x1f;CPU: 0 UID"
                + "|ERROR: Arena WRITE access at unmapped address 0x1f;CPU: 0 UID"
    })
    void shouldLeaveOutNothingButReportsOfFaults(final String text, final String kept) {
        assertEquals(kept, String.join(";", new RunTraces("", text.replace(';', '\n'), null).stderrLines()));
    }

    @Test
    void shouldReportWhatProgramsWroteThatItCalled() {
        assertEquals(ExitStatus.OK, arena("prog", "run", object, "first", "--json"), err::toString);
        assertEquals("first\nlast\n", json().get("stdout").getAsString());
    }

    @Test
    void shouldReportWhatAProgramWroteThatWasEnded() {
        assertEquals(ExitStatus.FAILED, arena("prog", "run", object, "first", "--repeat", "1000000000",
                "--timeout", "1"));
        assertTrue(out.toString().contains("\nstdout:\n  first\n"), out::toString);
        assertTrue(err.toString().startsWith("arena: program first was ended: "), err::toString);
    }

    /** {@code arm_array} of timers.bpf.c: key, nanoseconds, flags, clock, which callback, four results. */
    private static byte[] timer(final int key, final int callback) {
        return ByteBuffer.allocate(9 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(key).putLong(0).putLong(0).putLong(1).putLong(callback).array();
    }

    @Test
    void shouldReportCallbacksAsFarAsTheyHaveRun() throws Exception {
        final Path timers = Files.write(temporary.resolve("timers.bpf.o"), TestObjects.ofRuntime("timers"));
        try (PrivateHost host = PrivateHost.load(new ObjectFile(timers), new TargetOptions())) {
            assertEquals(List.of(), host.traces("arm_array").orElseThrow().callbackLines());
            for (final int callback : List.of(8, 9)) {
                assertTrue(host.run("arm_array", timer(callback - 7, callback), new byte[0], 1, Duration.ofSeconds(10))
                        .succeeded());
                Await.until("a callback", () -> traces(host).callbacks().runs() == callback - 7);
            }
            Await.until("the report of a fault", () -> traces(host).callbacks().faultCount() == 1);
            final RunTraces traces = traces(host);
            final List<String> lines = traces.callbackLines();
            assertAll(
                    () -> assertEquals("runs: 2, faults: 1", lines.getFirst()),
                    () -> assertTrue(lines.get(1).startsWith("ERROR: "), lines::toString),
                    () -> assertEquals(List.of("round 0", "round 0"), lines.subList(2, lines.size())));

            final ProgRun.Outcome outcome = new ProgRun.Outcome(
                    host.run("arm_array", timer(3, 0), new byte[0], 1, Duration.ofSeconds(10)),
                    Optional.of(traces));
            ProgRun.REPORT.printOne(outcome, new PrintWriter(out), false);
            assertTrue(out.toString().contains("\ncallbacks:\n  runs: 2, faults: 1\n  ERROR: "), out::toString);
            out.getBuffer().setLength(0);
            ProgRun.JSON_REPORT.printOne(outcome, new PrintWriter(out), true);
            final JsonObject callbacks = json().get("callbacks").getAsJsonObject();
            assertAll(
                    () -> assertEquals(2, callbacks.get("runs").getAsLong()),
                    () -> assertEquals(1, callbacks.get("faults").getAsLong()),
                    () -> assertEquals(lines.get(1), callbacks.get("fault_reports").getAsJsonArray().get(0)
                            .getAsString()),
                    () -> assertEquals(2, callbacks.get("output").getAsJsonArray().size()));
        }
    }

    private static RunTraces traces(final PrivateHost host) {
        try {
            return host.traces("arm_array").orElseThrow();
        } catch (final CommandFailedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldRunOnTheEngineThatIsNamedButNotInABroker() {
        assertEquals(ExitStatus.OK, arena("prog", "run", object, "last", "--engine", "interpreter"), err::toString);
        assertTrue(out.toString().contains("return value: 0\n"), out::toString);
        assertEquals(ExitStatus.USAGE, arena("prog", "run", object, "last", "--engine", "steam"));
        assertTrue(err.toString().contains("there is no engine 'steam', but interpreter"), err::toString);
        assertEquals(ExitStatus.USAGE, arena("prog", "run", "written", "last", "--engine", "interpreter",
                "--dir", temporary.toString()));
        assertEquals("arena: --engine does not go with --dir: the broker there runs the program "
                + "(see arena prog run --help)\n", err.toString());
    }

    @Test
    void shouldTakeOutWhatProgramsInABrokerWrote() {
        final Path directory = temporary.resolve("broker");
        try (RunningBrokerFixture _ = new RunningBrokerFixture(new Broker.Context().directory(directory).workers(1));
                ArenaClient client = ArenaClient.connect(new ArenaClient.Context().directory(directory))) {
            client.load("written", TestObjects.written());
            final int id = client.listPrograms().stream().filter(program -> program.name().equals("colour"))
                    .map(ProgramInfo::id).findFirst().orElseThrow();

            assertEquals(ExitStatus.OK, arena("prog", "run", "written", "colour", "--json", "--dir", "" + directory));
            assertTrue(json().get("stdout").isJsonNull() && json().get("callbacks").isJsonNull(), out::toString);
            assertTracelog(directory, VISIBLE, "stdout", "name", "colour");
            assertTracelog(directory, "", "stdout", "name", "colour");
            assertTracelog(directory, "", "stderr", "id", "" + id);

            client.run("written", "colour").requireSuccess();
            assertTracelog(directory, "{\n  \"id\": %d,\n  \"stream\": \"stdout\",\n  \"text\": \"%s\"\n}\n".formatted(
                    id, COLOURED.replace("\u001b", "\\u001b").replace("\r\n\n", "\\r\\n\\n")),
                    "stdo", "i", "" + id, "--json");

            client.run("written", "complain").requireSuccess();
            assertEquals(ExitStatus.OK, tracelog(directory, "stde", "name", "complain"), err::toString);
            assertTrue(out.toString().startsWith("before\nERROR: Arena READ "), out::toString);
            assertTrue(out.toString().endsWith("\nafter\\u001b\n"), out::toString);

            assertEquals(ExitStatus.FAILED, tracelog(directory, "stdout", "id", "999999"));
            assertEquals("arena: read stdout of program with id 999999: ENOENT: there is no program with id 999999\n",
                    err.toString());
            assertEquals(ExitStatus.FAILED, tracelog(directory, "stdout", "name", "nothing"));
            assertEquals("arena: there is no program named nothing\n", err.toString());
            assertEquals(ExitStatus.FAILED, tracelog(directory, "stdout", "tag", "1"));
            assertEquals("arena: expected 'id' or 'name', got: 'tag'\n", err.toString());
        }
    }

    private int tracelog(final Path directory, final String... words) {
        final List<String> args = new ArrayList<>(List.of("prog", "tracelog", "--dir", directory.toString()));
        args.addAll(List.of(words));
        return arena(args.toArray(String[]::new));
    }

    private void assertTracelog(final Path directory, final String expected, final String... words) {
        assertEquals(ExitStatus.OK, tracelog(directory, words), err::toString);
        assertEquals(expected, out.toString());
        assertEquals("", err.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', value = {
        "stdin name x#Invalid value for positional parameter at index 0 (stdout|stderr): expected stdout or stderr, "
                + "got 'stdin'",
        "stdout name#positional parameter at index 1..2 (WORD WORD) requires at least 2 values, but only 1 were "
                + "specified: [name]",
        "stdout name x y#Unmatched argument at index 5: 'y'"
    }, quoteCharacter = '"')
    void shouldAnswerWrongWordsInOneLine(final String words, final String message) {
        assertEquals(ExitStatus.USAGE, arena(("prog tracelog " + words).split(" ")));
        assertEquals("arena: " + message + " (see arena prog tracelog --help)\n", err.toString());
    }
}
