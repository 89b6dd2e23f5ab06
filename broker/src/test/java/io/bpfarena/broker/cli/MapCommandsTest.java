package io.bpfarena.broker.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import io.bpfarena.broker.Broker;
import io.bpfarena.broker.RunningBrokerFixture;
import io.bpfarena.broker.TestObjects;
import io.bpfarena.client.ArenaClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code arena map} against a broker. The golden files are what bpftool prints for the same maps in a kernel. */
class MapCommandsTest {
    private static final String TYPED = "value hex 01 0 0 0 0 0 0 80  fe ff ff ff 0b 0 0 0  5 0 0 0 1 0 0 0  "
            + "7 78 61 62 0 0 0 0  0 0 0 0 ff ff ff ff  2 0 0 0 3 0 0 0  34 12 0 0 0 0 0 0  10 20 30 40 50 60 0 0  "
            + "61 62 63 64 0 0 0 0";
    private static final List<String> STEPS = List.of(
            "update name typed key 1 0 0 0 " + TYPED,
            "lookup name typed key hex 01 00 00 00",
            "dump name typed",
            "lookup name typed key 9 0 0 0",
            "getnext name typed",
            "getnext name typed key 0xff 0 0 0",
            "delete name typed key 1 0 0 0",
            "dump name typed",
            "update name counts key 0 0 0 0 value 1 2 3 4 5 6 7 8",
            "lookup name counts key 0 0 0 0",
            "dump name counts",
            "update name plain key 0 0 0 0 value 1 2 3 4 5 6 7 8 9 10 0x0b 014 any",
            "lookup name plain key 0 0 0 0",
            "dump name plain",
            "dump name wide",
            "update name plain_by_cpu key 7 0 0 0 value 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20",
            "dump name plain_by_cpu",
            "peek name queue",
            "pop name queue",
            "push name queue value 1 2 3 4 5 6 7 8",
            "enqueue name queue value 9 2 3 4 5 6 7 8",
            "peek name queue",
            "pop name queue",
            "dequeue name queue",
            "dump name typed_ma.data",
            "dump name typed_ma.rodata");

    @TempDir
    private Path temporary;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private RunningBrokerFixture broker;

    @BeforeEach
    void start() {
        broker = new RunningBrokerFixture(new Broker.Context().directory(temporary.resolve("broker")).workers(2));
        try (ArenaClient client = connect()) {
            client.load("typed_maps", TestObjects.typedMaps());
        }
    }

    @AfterEach
    void end() {
        broker.close();
    }

    private ArenaClient connect() {
        return ArenaClient.connect(new ArenaClient.Context().directory(broker.directory()));
    }

    private int execute(final String line, final String... more) {
        final List<String> args = new ArrayList<>(Arrays.asList(("map " + line).split(" +")));
        args.addAll(2, List.of("--dir", broker.directory().toString()));
        args.addAll(List.of(more));
        return ArenaCommandLine.create().setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
                .execute(args.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "json"})
    void shouldPrintWhatBpftoolPrints(final String form) throws IOException {
        final String[] options = form.equals("json") ? new String[] {"--json"} : new String[0];
        for (final String step : STEPS) {
            out.append("$ ").append(step, 0, Math.min(step.length(), 60)).append('\n');
            execute(step, options);
            assertEquals("", err.toString());
        }
        GoldenFile.assertSame("map/" + form + ".txt", out.toString());
    }

    @Test
    void shouldPrintJson() {
        for (final String name : List.of("typed", "counts", "plain", "plain_by_cpu", "typed_ma.data", "outer")) {
            out.getBuffer().setLength(0);
            assertEquals(ExitStatus.OK, execute("dump name " + name, "--json"), err::toString);
            assertTrue(JsonParser.parseString(out.toString()).isJsonArray());
        }
    }

    @Test
    void shouldShowMapsInMaps() {
        final int plain;
        try (ArenaClient client = connect()) {
            plain = client.map("typed_maps", "plain").description().id();
        }
        assertEquals(ExitStatus.OK, execute("dump name outer"), err::toString);
        assertEquals("key: 01 00 00 00  inner_map_id: %d \nFound 1 element\n".formatted(plain), out.toString());
        out.getBuffer().setLength(0);
        assertEquals(ExitStatus.OK, execute("update name outer key 0 0 0 0 value id " + plain), err::toString);
        assertEquals(ExitStatus.OK, execute("update name outer key 0 0 0 0 value name plain"), err::toString);
        assertEquals(ExitStatus.OK, execute("lookup name outer key 0 0 0 0"), err::toString);
        assertEquals("key: 00 00 00 00  inner_map_id: %d \n".formatted(plain), out.toString());
    }

    @Test
    void shouldListTheMapsThatAreAskedFor() {
        assertEquals(ExitStatus.OK, execute("show name queue"), err::toString);
        assertEquals(2, out.toString().lines().count(), out::toString);
        final String id = out.toString().lines().toList().getLast().strip().split(" ")[0];
        out.getBuffer().setLength(0);
        assertEquals(ExitStatus.OK, execute("list id " + id), err::toString);
        assertTrue(out.toString().contains("queue"), out::toString);
        assertEquals(ExitStatus.FAILED, execute("list name nothing"));
        assertEquals("arena: there is no map with name nothing\n", err.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "lookup name plain key 1|key expected 4 bytes got 1",
        "lookup name plain key 1 0 0 x|error parsing byte: x",
        "lookup name plain key 1 0 0 256|error parsing byte: 256",
        "lookup name plain key 1 0 0 -1|error parsing byte: -1",
        "lookup name plain key hex 1 0 0 zz|error parsing byte: zz",
        "lookup name plain|did not find key",
        "lookup name plain key 0 0 0 0 key 0 0 0 0|duplicate key",
        "lookup name plain key 0 0 0 0 value 1|unnecessary value",
        "lookup name plain foo|expected key or value, got: foo",
        "lookup pinned x|expected 'id' or 'name', got: 'pinned'",
        "lookup id x|can't parse x as ID",
        "lookup id 0|can't parse 0 as ID",
        "lookup name nothing key 1|there is no map named nothing",
        "update name plain key 0 0 0 0|did not find value",
        "update name plain key 0 0 0 0 any exist|flags specified multiple times: exist",
        "push name queue key 1 value 2|unnecessary key",
        "update name outer key 0 0 0 0 value 1 2 3 4|expected 'id' or 'name', got: '1'",
        "update name outer key 0 0 0 0 value id|expected a map's id at the end of the command line",
        "getnext name plain key 1 0 0 0|can't get next key: No such file or directory"
    })
    void shouldAnswerWrongWordsInOneLine(final String line, final String message) {
        assertAll(
                () -> assertEquals(ExitStatus.FAILED, execute(line)),
                () -> assertEquals("arena: " + message + "\n", err.toString()),
                () -> assertEquals("", out.toString()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "update name typed_ma.rodata key 0 0 0 0 value 1 0 0 0 0 0 0 0|update failed: |EPERM",
        "update name plain key 9 0 0 0 value 1 2 3 4 5 6 7 8 9 10 11 12|update failed: |E2BIG",
        "update name plain key 0 0 0 0 value 1 2 3 4 5 6 7 8 9 10 11 12 noexist|update failed: |EEXIST",
        "delete name typed key 5 0 0 0|delete failed: |ENOENT",
        "dump name queue|dump failed: |EINVAL",
        "pop name plain|pop failed: |EINVAL",
        "lookup id 999999 key 1|lookup failed: |ENOENT"
    })
    void shouldTellWhatTheKernelWouldAnswer(final String line, final String start, final String errno) {
        assertEquals(ExitStatus.FAILED, execute(line));
        assertTrue(err.toString().startsWith("arena: " + start), err::toString);
        assertTrue(err.toString().contains(errno), err::toString);
    }

    @Test
    void shouldRunAProgramOfTheBrokerOverAPacket() throws IOException {
        try (ArenaClient client = connect()) {
            client.load("packets", TestObjects.ofRuntime("packets"));
        }
        final Path packet = Files.write(temporary.resolve("in"), new byte[60]);
        final Path left = temporary.resolve("out");
        final int status = ArenaCommandLine.create().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(
                "prog", "run", "--dir", broker.directory().toString(), "packets", "move_ends",
                "--global", "tail_delta=-10", "--data-in", packet.toString(), "--data-out", left.toString());
        assertEquals(ExitStatus.OK, status, err::toString);
        assertTrue(out.toString().contains("return value: 50\n"), out::toString);
        assertEquals(50, Files.size(left));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"|raw|[1] ", "format raw|raw|[1] ", "format c|c|#ifndef __VMLINUX_H__"})
    void shouldDumpTypes(final String format, final String name, final String start) {
        final List<String> args = new ArrayList<>(List.of(
                "btf", "dump", "file", "../bpf-runtime/src/test/resources/objects/types.bpf.o"));
        if (format != null) {
            args.addAll(List.of(format.split(" ")));
        }
        assertEquals(ExitStatus.OK, ArenaCommandLine.create().setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err)).execute(args.toArray(String[]::new)), err::toString);
        assertTrue(out.toString().startsWith(start), () -> name + ": " + out);
        assertFalse(out.toString().contains("\\u"));
    }

    @Test
    void shouldSayWhatHasNoTypes() throws IOException {
        final Path file = Files.write(temporary.resolve("text"), new byte[100]);
        assertEquals(ExitStatus.FAILED, ArenaCommandLine.create().setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err)).execute("btf", "dump", "file", file.toString()));
        assertTrue(err.toString().startsWith("arena: file " + file + ": "), err::toString);
        assertEquals(ExitStatus.USAGE, ArenaCommandLine.create().setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err)).execute("btf", "dump", "file", file.toString(), "format", "java"));
    }
}
