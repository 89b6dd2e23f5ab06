package io.bpfarena.broker.control;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.broker.Broker;
import io.bpfarena.broker.RawClient;
import io.bpfarena.broker.RunningBrokerFixture;
import io.bpfarena.broker.TestObjects;
import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.ControlException;
import io.bpfarena.client.LoadedObject;
import io.bpfarena.client.ProgramInfo;
import io.bpfarena.client.RunOptions;
import io.bpfarena.client.StreamId;
import io.bpfarena.client.protocol.ControlProtocol;
import io.bpfarena.client.protocol.ReadStreamEncoder;
import io.bpfarena.client.protocol.ReplyDecoder;
import io.bpfarena.client.protocol.StreamBytesDecoder;
import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.stream.ProgramStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of a broker's programs, read by its clients: error numbers are those of BPF_PROG_STREAM_READ_BY_FD. */
class StreamRequestsTest {
    /** The program {@code fill} writes this as often as there is room. */
    private static final String LINE = "0123456789 0123456789 0123456789";
    /** As the kernel's stream does, it refuses text with which it would be full. */
    private static final int FILLED = (ProgramStream.MAX_CAPACITY - 1) / LINE.length() * LINE.length();

    @TempDir
    private Path temporary;

    private RunningBrokerFixture broker;
    private ArenaClient client;
    private LoadedObject object;
    private RawClient raw;

    @BeforeEach
    void start() {
        broker = new RunningBrokerFixture(new Broker.Context()
                .directory(temporary.resolve("broker")).livenessTimeout(Duration.ofSeconds(20)));
        client = connect();
        object = client.load("written", TestObjects.written());
        raw = RawClient.attach(broker.directory(), "tester");
    }

    @AfterEach
    void end() {
        raw.close();
        client.close();
        broker.close();
    }

    private ArenaClient connect() {
        return ArenaClient.connect(new ArenaClient.Context().directory(broker.directory()));
    }

    private int id(final String program) {
        return client.listPrograms().stream()
                .filter(info -> info.name().equals(program)).map(ProgramInfo::id).findFirst().orElseThrow();
    }

    private void send(final int program, final int stream, final int limit) {
        raw.send(raw.begin(new ReadStreamEncoder())
                .correlationId(raw.nextCorrelationId()).clientId(raw.clientId())
                .programId(program).streamNumber(stream).byteLimit(limit));
    }

    private String take(final int program, final int stream, final int limit, final int remaining) {
        send(program, stream, limit);
        final StreamBytesDecoder answer = raw.await(
                new StreamBytesDecoder(), decoder -> decoder.correlationId() == raw.correlationId());
        assertEquals(remaining, answer.remaining());
        final byte[] data = new byte[answer.dataLength()];
        answer.getData(data, 0, data.length);
        return new String(data, StandardCharsets.UTF_8);
    }

    private void assertRefused(final Errno errno, final String text) {
        final ReplyDecoder reply = raw.awaitReply();
        assertEquals(errno, Errno.of(reply.code()));
        assertEquals(text, reply.text());
    }

    @Test
    void shouldTakeOutWhatWasAskedForAndSayWhatRemains() {
        client.run("written", "last").requireSuccess();
        final int program = id("last");
        assertEquals("", take(program, 1, 0, 5));
        assertEquals("la", take(program, 1, 2, 3));
        assertEquals("", take(program, 2, 100, 0));
        assertEquals("st\n", take(program, 1, Integer.MAX_VALUE, 0));
        assertEquals("", take(program, 1, 100, 0));
    }

    @Test
    void shouldPutNoMoreIntoAnAnswerThanIsAllowed() {
        assertEquals(ProgramStream.MAX_CAPACITY, ControlProtocol.MAX_STREAM_LENGTH);
        client.run("written", "fill", new byte[8], RunOptions.DEFAULT).requireSuccess();
        final String text = take(
                id("fill"), 1, Integer.MAX_VALUE, FILLED - ControlProtocol.MAX_VALUE_LENGTH);
        assertEquals(ControlProtocol.MAX_VALUE_LENGTH, text.length());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void shouldKnowNoOtherPrograms(final int program) {
        send(program, 1, 10);
        assertRefused(Errno.ENOENT, "there is no program with id " + program);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void shouldKnowNoOtherStreams(final int stream) {
        send(id("last"), stream, 10);
        assertRefused(Errno.ENOENT, "program last has no stream %d, but 1 (stdout) and 2 (stderr)".formatted(stream));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE})
    void shouldRefuseLimitsBelowNothing(final int limit) {
        client.run("written", "last").requireSuccess();
        send(id("last"), 1, limit);
        assertRefused(Errno.EINVAL, "byteLimit must be at least 0: byteLimit=" + limit);
        assertEquals("last\n", take(id("last"), 1, 10, 0));
    }

    @Test
    void shouldReadAllOfAFullStreamInPiecesWhichMakesRoom() {
        for (int round = 0; round < 2; round++) {
            final byte[] left = client.run("written", "fill", new byte[8], RunOptions.DEFAULT)
                    .requireSuccess().context();
            assertEquals(FILLED / LINE.length(), ByteBuffer.wrap(left).order(ByteOrder.LITTLE_ENDIAN).getLong());
            assertEquals(LINE.repeat(FILLED / LINE.length()),
                    new String(client.readStream(id("fill"), StreamId.STDOUT), StandardCharsets.UTF_8));
        }
        assertArrayEquals(new byte[0], client.readStream(id("fill"), StreamId.STDOUT));
    }

    @Test
    void shouldGiveReportsOfFaultsToWhoeverReadsFirst() {
        client.run("written", "complain").requireSuccess();
        try (ArenaClient other = connect()) {
            final String text = new String(other.readStream(id("complain"), StreamId.STDERR), StandardCharsets.UTF_8);
            assertTrue(text.startsWith("before\nERROR: Arena READ access at unmapped address 0x"), text);
            assertTrue(text.contains("\nbetween\nERROR: Arena READ"), text);
        }
        assertArrayEquals(new byte[0], client.readStream(id("complain"), StreamId.STDERR));
    }

    @Test
    void shouldEndStreamsWithTheirObject() {
        client.run("written", "last").requireSuccess();
        final int program = id("last");
        client.unload(object.id());
        final ControlException e =
                assertThrows(ControlException.class, () -> client.readStream(program, StreamId.STDOUT));
        assertEquals(Errno.ENOENT.number(), e.code());
        assertEquals("read stdout of program with id %d: ENOENT: there is no program with id %d"
                .formatted(program, program), e.getMessage());
    }
}
