package io.bpfarena.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.client.protocol.ControlProtocol;
import io.bpfarena.client.protocol.ListProgramsDecoder;
import io.bpfarena.client.protocol.LoadObjectDecoder;
import io.bpfarena.client.protocol.MessageReader;
import io.bpfarena.client.protocol.ReadGlobalDecoder;
import io.bpfarena.client.protocol.ReadStreamDecoder;
import io.bpfarena.client.protocol.RunProgramDecoder;
import io.bpfarena.client.protocol.UnloadObjectDecoder;
import io.bpfarena.client.protocol.WriteGlobalDecoder;
import io.bpfarena.linux.Errno;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the client sends for each operation, and what it makes of the answers. */
class ArenaClientRequestsTest {
    private static final int NAME = ControlProtocol.MAX_NAME_LENGTH;

    @TempDir
    private Path directory;
    private final List<Object> seen = Collections.synchronizedList(new ArrayList<>());

    private interface Use {
        void with(ArenaClient client) throws Exception;
    }

    private void run(final ScriptedBroker.Script script, final Use use) throws Exception {
        try (ScriptedBroker _ = new ScriptedBroker(directory, 10_000, script);
                ArenaClient client = ArenaClient.connect(
                        new ArenaClient.Context().directory(directory).messageTimeout(Duration.ofSeconds(20)))) {
            use.with(client);
        }
    }

    @Test
    void shouldSendAnObjectInPieces() throws Exception {
        final byte[] object = new byte[70_000];
        new Random(1).nextBytes(object);
        final ByteArrayOutputStream received = new ByteArrayOutputStream();
        run((request, broker) -> {
            final LoadObjectDecoder load = request.message(new LoadObjectDecoder());
            assertEquals("list", request.text(load, "name", NAME));
            final byte[] data = request.bytes(load, "data", ControlProtocol.MAX_CHUNK_LENGTH);
            seen.add(load.transferId() + ":" + load.dataOffset() + "+" + data.length + "/" + load.totalLength());
            received.write(data);
            final long id = load.correlationId();
            if (received.size() < load.totalLength()) {
                broker.reply(id, 0, "");
            } else {
                broker.send((b, h) -> SampleMessages.objectLoaded(b, h, id, 2, "list"));
            }
        }, client -> assertEquals(new LoadedObject(2, "list"), client.load("list", object)));
        assertArrayEquals(object, received.toByteArray());
        assertEquals(List.of("1:0+32768/70000", "1:32768+32768/70000", "1:65536+4464/70000"), seen);
    }

    @Test
    void shouldStopSendingAnObjectThatIsRefused() throws Exception {
        run((request, broker) -> {
            final LoadObjectDecoder load = request.message(new LoadObjectDecoder());
            seen.add(load.dataOffset());
            broker.reply(load.correlationId(), Errno.EINVAL.number(), "not an ELF file: offset 0");
        }, client -> {
            final ControlException e =
                    assertThrows(ControlException.class, () -> client.load("list", new byte[70_000]));
            assertEquals("load object list: EINVAL: not an ELF file: offset 0", e.getMessage());
        });
        assertEquals(List.of(0), seen);
    }

    @Test
    void shouldRunAProgramAndTellWhatCameOfIt() throws Exception {
        run((request, broker) -> {
            final RunProgramDecoder run = request.message(new RunProgramDecoder());
            seen.addAll(List.of(run.deadlineNs(), run.repeat(), run.clientId(),
                    request.text(run, "objectName", NAME), request.text(run, "programName", NAME),
                    Arrays.toString(request.bytes(run, "context", ControlProtocol.MAX_CONTEXT_LENGTH)),
                    Arrays.toString(request.bytes(run, "packet", ControlProtocol.MAX_PACKET_LENGTH))));
            final long id = run.correlationId();
            broker.send((b, h) -> SampleMessages.programResult(b, h, id));
        }, client -> {
            final ProgramRun run = client.run("list", "build", new byte[] {5, 6},
                    RunOptions.DEFAULT.withDeadline(Duration.ofMillis(3)).withRepeat(4).withPacket(new byte[] {7}));
            assertEquals(-2, run.returnValue());
            assertEquals(List.of("first", "second"), run.faultReports());
        });
        assertEquals(List.of(3_000_000L, 4, ScriptedBroker.CLIENT_ID, "list", "build", "[5, 6]",
                "[7]"), seen);
    }

    @Test
    void shouldTakeTheLargestResultThatTheProtocolAllows() throws Exception {
        final byte[] context = new byte[ControlProtocol.MAX_CONTEXT_LENGTH];
        new Random(2).nextBytes(context);
        run((request, broker) -> {
            final RunProgramDecoder run = request.message(new RunProgramDecoder());
            final long id = run.correlationId();
            request.text(run, "objectName", NAME);
            request.text(run, "programName", NAME);
            final byte[] sent = request.bytes(run, "context", ControlProtocol.MAX_CONTEXT_LENGTH);
            broker.send((b, h) -> LargestResult.encode(b, h, id, sent));
        }, client -> {
            final ProgramRun run = client.run("o".repeat(NAME), "p".repeat(NAME), context, RunOptions.DEFAULT);
            assertArrayEquals(context, run.context());
            assertEquals(ControlProtocol.MAX_OUTPUT_LENGTH, run.output().length());
            assertEquals(ControlProtocol.MAX_REPORTS, run.faultReports().size());
        });
    }

    private void serveGlobal(final MessageReader request, final ScriptedBroker broker, final byte[] variable,
            final int lie) throws Exception {
        final ReadGlobalDecoder read = request.message(new ReadGlobalDecoder());
        seen.add(read.valueOffset() + "+" + read.valueLength());
        final byte[] value = Arrays.copyOfRange(variable, read.valueOffset(),
                Math.min(variable.length, read.valueOffset() + read.valueLength()) - lie);
        final long id = read.correlationId();
        broker.send((b, h) -> SampleMessages.globalValue(b, h, id, variable.length, value));
    }

    @Test
    void shouldReadAGlobalInPieces() throws Exception {
        final byte[] variable = new byte[70_000];
        new Random(3).nextBytes(variable);
        run((request, broker) -> serveGlobal(request, broker, variable, 0),
                client -> assertArrayEquals(variable, client.readGlobal("list", "table")));
        assertEquals(List.of("0+32768", "32768+32768", "65536+32768"), seen);
    }

    @Test
    void shouldReadNumbersOfTheirSizeOnly() throws Exception {
        run((request, broker) -> serveGlobal(request, broker, new byte[] {1, 2, 3, 4, 5, 6, 7, (byte) 0x88}, 0),
                client -> {
                    assertEquals(0x8807_0605_0403_0201L, client.readGlobalLong("list", "head"));
                    final ControlException e =
                            assertThrows(ControlException.class, () -> client.readGlobalInt("list", "head"));
                    assertEquals("read global head of list: EINVAL: it has 8 bytes, not 4", e.getMessage());
                });
    }

    @Test
    void shouldRefuseAGlobalThatComesShort() throws Exception {
        run((request, broker) -> serveGlobal(request, broker, new byte[40_000], 1), client -> {
            final ProtocolViolationException e = assertThrows(ProtocolViolationException.class,
                    () -> client.readGlobal("list", "table"));
            assertTrue(e.getMessage().contains("a piece has 32767 bytes, expected 32768"), e.getMessage());
        });
    }

    @Test
    void shouldWriteAGlobalInPieces() throws Exception {
        final byte[] value = new byte[40_000];
        new Random(4).nextBytes(value);
        final ByteArrayOutputStream received = new ByteArrayOutputStream();
        run((request, broker) -> {
            final WriteGlobalDecoder write = request.message(new WriteGlobalDecoder());
            assertEquals("list", request.text(write, "objectName", NAME));
            seen.add(request.text(write, "variableName", NAME) + write.valueOffset());
            received.write(request.bytes(write, "value", ControlProtocol.MAX_VALUE_LENGTH));
            broker.reply(write.correlationId(), 0, "");
        }, client -> {
            client.writeGlobal("list", "table", value);
            client.writeGlobalLong("list", "n", 0x0102_0304_0506_0708L);
            client.writeGlobalInt("list", "m", -2);
        });
        final byte[] all = received.toByteArray();
        assertArrayEquals(value, Arrays.copyOf(all, value.length));
        assertArrayEquals(new byte[] {8, 7, 6, 5, 4, 3, 2, 1, -2, -1, -1, -1},
                Arrays.copyOfRange(all, value.length, all.length));
        assertEquals(List.of("table0", "table32768", "n0", "m0"), seen);
    }

    /** What each answer has and says to remain; what is taken is what there was at first, or until nothing comes. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "|0|1", "abc|0|1", "abc def|3 0|2", "abc def ghi|3 3 3|2", "abc '' x|3 3 0|2"})
    void shouldReadAStreamInPieces(final String pieces, final String remaining, final int requests) throws Exception {
        final String[] texts = (pieces == null ? "" : pieces.replace("''", "")).split(" ", -1);
        final String[] rests = remaining.split(" ");
        run((request, broker) -> {
            final ReadStreamDecoder read = request.message(new ReadStreamDecoder());
            final int index = seen.size();
            seen.add(read.programId() + ":" + read.streamNumber() + ":" + read.byteLimit());
            final long id = read.correlationId();
            broker.send((b, h) -> SampleMessages.streamBytes(
                    b, h, id, Integer.parseInt(rests[index]), texts[index].getBytes(StandardCharsets.UTF_8)));
        }, client -> assertEquals(String.join("", Arrays.copyOf(texts, requests)),
                new String(client.readStream(5, StreamId.STDERR), StandardCharsets.UTF_8)));
        assertEquals(Collections.nCopies(requests, "5:2:32768"), seen);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, ControlProtocol.MAX_STREAM_LENGTH + 1, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void shouldRefuseAStreamWithMoreThanThereCanBe(final int remaining) throws Exception {
        run((request, broker) -> {
            final long id = request.message(new ReadStreamDecoder()).correlationId();
            broker.send((b, h) -> SampleMessages.streamBytes(b, h, id, remaining, new byte[1]));
        }, client -> {
            final ProtocolViolationException e = assertThrows(
                    ProtocolViolationException.class, () -> client.readStream(5, StreamId.STDOUT));
            assertTrue(e.getMessage().startsWith("read stdout of program with id 5: "), e.getMessage());
            assertTrue(e.getMessage().contains("remaining " + remaining), e.getMessage());
        });
    }

    @Test
    void shouldPutAListingTogether() throws Exception {
        run((request, broker) -> {
            final ListProgramsDecoder list = request.message(new ListProgramsDecoder());
            seen.add(list.afterId());
            final long id = list.correlationId();
            broker.send((b, h) -> list.afterId() == 0
                    ? SampleMessages.programList(b, h, id, 1, 2, 5)
                    : SampleMessages.programList(b, h, id, 0, 9));
        }, client -> assertEquals(List.of(2, 5, 9),
                client.listPrograms().stream().map(ProgramInfo::id).toList()));
        assertEquals(List.of(0, 5), seen);
    }

    @Test
    void shouldRefuseAListingWithoutAnEnd() throws Exception {
        run((request, broker) -> {
            final long id = request.message(new ListProgramsDecoder()).correlationId();
            broker.send((b, h) -> SampleMessages.programList(b, h, id, 1, 2));
        }, client -> assertTrue(assertThrows(ProtocolViolationException.class, client::listPrograms)
                .getMessage().contains("id 2 follows 2")));
        run((request, broker) -> {
            final long id = request.message(new ListProgramsDecoder()).correlationId();
            broker.send((b, h) -> SampleMessages.programList(b, h, id, 1));
        }, client -> assertTrue(assertThrows(ProtocolViolationException.class, client::listPrograms)
                .getMessage().contains("1 entries remain after 0")));
    }

    @Test
    void shouldUnload() throws Exception {
        run((request, broker) -> {
            final UnloadObjectDecoder unload = request.message(new UnloadObjectDecoder());
            seen.add(unload.objectId());
            broker.reply(unload.correlationId(), 0, "");
        }, client -> client.unload(6));
        assertEquals(List.of(6), seen);
    }

    @Test
    void shouldRefuseArgumentsThatDoNotFitAMessage() throws Exception {
        run((_, _) -> seen.add("sent"), client -> {
            assertThrows(IllegalArgumentException.class, () -> client.run("a", "p".repeat(NAME + 1)));
            assertThrows(IllegalArgumentException.class, () -> client.run("a", "b",
                    new byte[ControlProtocol.MAX_CONTEXT_LENGTH + 1], RunOptions.DEFAULT));
            assertThrows(IllegalArgumentException.class, () -> client.load("ä".repeat(NAME / 2 + 1), new byte[1]));
            assertThrows(IllegalArgumentException.class,
                    () -> client.load("a", new byte[ControlProtocol.MAX_OBJECT_LENGTH + 1]));
            assertThrows(IllegalArgumentException.class, () -> RunOptions.DEFAULT.withRepeat(0));
            assertThrows(IllegalArgumentException.class, () -> RunOptions.DEFAULT.withDeadline(Duration.ZERO));
        });
        assertEquals(List.of(), seen);
    }
}
