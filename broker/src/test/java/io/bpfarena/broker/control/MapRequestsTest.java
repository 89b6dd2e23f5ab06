package io.bpfarena.broker.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.broker.Broker;
import io.bpfarena.broker.RawClient;
import io.bpfarena.broker.RunningBrokerFixture;
import io.bpfarena.broker.TestObjects;
import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.protocol.ConsumeRecordsEncoder;
import io.bpfarena.client.protocol.ControlProtocol;
import io.bpfarena.client.protocol.LookupElementEncoder;
import io.bpfarena.client.protocol.ReadBtfEncoder;
import io.bpfarena.client.protocol.ReadElementsEncoder;
import io.bpfarena.client.protocol.RecordListDecoder;
import io.bpfarena.client.protocol.ReplyDecoder;
import io.bpfarena.client.protocol.SubmitRecordEncoder;
import io.bpfarena.client.protocol.UpdateElementEncoder;
import io.bpfarena.client.protocol.YesNo;
import io.bpfarena.linux.Errno;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests about maps whose values no client of this project sends. */
class MapRequestsTest {
    private static final byte[] NOTHING = {};

    @TempDir
    private Path temporary;

    private RunningBrokerFixture broker;
    private RawClient client;
    private int hash;
    private int ring;
    private int userRing;

    @BeforeEach
    void start() {
        broker = new RunningBrokerFixture(new Broker.Context()
                .directory(temporary.resolve("broker")).livenessTimeout(Duration.ofSeconds(20)));
        try (ArenaClient loader = ArenaClient.connect(new ArenaClient.Context().directory(broker.directory()))) {
            loader.load("rings", TestObjects.ofRuntime("rings"));
            loader.load("maps", TestObjects.ofRuntime("maps"));
            hash = loader.map("maps", "table").description().id();
            ring = loader.map("rings", "events").description().id();
            userRing = loader.map("rings", "commands").description().id();
        }
        client = RawClient.attach(broker.directory(), "tester");
    }

    @AfterEach
    void end() {
        client.close();
        broker.close();
    }

    private void assertRefused(final Errno errno, final String text) {
        final ReplyDecoder reply = client.awaitReply();
        assertEquals(errno, Errno.of(reply.code()));
        final String actual = reply.text();
        assertTrue(actual.contains(text), actual);
    }

    private void sendLookup(final int map, final int offset, final YesNo deleteToo, final byte[] key) {
        client.send(client.begin(new LookupElementEncoder())
                .correlationId(client.nextCorrelationId()).clientId(client.clientId()).mapId(map)
                .valueOffset(offset).elementFlags(0).deleteToo(deleteToo).putKey(key, 0, key.length));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void shouldKnowNoOtherMaps(final int id) {
        sendLookup(id, 0, YesNo.NO, new byte[8]);
        assertRefused(Errno.ENOENT, ControlProtocol.NO_MAP);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 8, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void shouldRefuseOffsetsOutsideTheValue(final int offset) {
        sendLookup(hash, offset, YesNo.NO, new byte[8]);
        assertRefused(Errno.ERANGE, "a value has 8 bytes: valueOffset=" + offset);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void shouldRefuseOffsetsOutsideTheBtf(final int offset) {
        client.send(client.begin(new ReadBtfEncoder())
                .correlationId(client.nextCorrelationId()).clientId(client.clientId()).mapId(hash).dataOffset(offset));
        assertRefused(Errno.ERANGE, "dataOffset=" + offset);
    }

    @ParameterizedTest
    @CsvSource({"0,8,EINVAL,elementCount=0", "-1,8,EINVAL,elementCount=-1", "10,9,EINVAL,9 bytes are no cursor"})
    void shouldRefuseCursorsThatAreNone(
            final int count, final int cursorLength, final Errno errno, final String text) {
        client.send(client.begin(new ReadElementsEncoder())
                .correlationId(client.nextCorrelationId()).clientId(client.clientId()).mapId(hash)
                .elementCount(count).putCursor(new byte[cursorLength], 0, cursorLength));
        assertRefused(errno, text);
    }

    @ParameterizedTest
    @CsvSource({"8,-1", "-5,0", "1000000000,0", "9,1", "8,8"})
    void shouldTakePiecesOfAValueInOrderOnly(final int total, final int offset) {
        client.send(client.begin(new UpdateElementEncoder())
                .correlationId(client.nextCorrelationId()).clientId(client.clientId()).mapId(hash).elementFlags(0)
                .transferId(5).totalLength(total).dataOffset(offset).putKey(new byte[8], 0, 8)
                .putValue(new byte[4], 0, 4));
        assertTrue(client.awaitReply().code() != 0);
    }

    private void sendConsume(final int map, final int count, final long waitNs, final long position, final int offset) {
        client.send(client.begin(new ConsumeRecordsEncoder())
                .correlationId(client.nextCorrelationId()).clientId(client.clientId()).mapId(map).recordCount(count)
                .waitNs(waitNs).position(position).recordOffset(offset));
    }

    @ParameterizedTest
    @CsvSource({"0,0,0,EINVAL", "-1,0,0,EINVAL", "1,-1,0,EINVAL", "1,9223372036854775807,0,EINVAL", "1,0,-1,EINVAL",
        "1,0,8,ESTALE"})
    void shouldRefuseToConsumeWhatCannotBe(
            final int count, final long waitNs, final int offset, final Errno errno) {
        sendConsume(ring, count, waitNs, 77, offset);
        assertRefused(errno, "");
    }

    @Test
    void shouldRefuseRecordsThatNeverFit() {
        client.send(client.begin(new SubmitRecordEncoder())
                .correlationId(client.nextCorrelationId()).clientId(client.clientId()).mapId(userRing).waitNs(0)
                .transferId(1).totalLength(5000).dataOffset(0).putRecord(new byte[5000], 0, 5000));
        assertRefused(Errno.E2BIG, "never fits");
        sendConsume(userRing, 1, 0, 0, 0);
        assertRefused(Errno.EINVAL, "is no ring buffer to user space but a user_ringbuf");
        client.send(client.begin(new SubmitRecordEncoder())
                .correlationId(client.nextCorrelationId()).clientId(client.clientId()).mapId(ring).waitNs(0)
                .transferId(1).totalLength(0).dataOffset(0).putRecord(NOTHING, 0, 0));
        assertRefused(Errno.EINVAL, "is no ring buffer from user space but a ringbuf");
    }

    @Test
    void shouldLetOnlySoManyRequestsOfAClientWait() {
        final long hour = TimeUnit.HOURS.toNanos(1);
        for (int i = 0; i < 32; i++) {
            sendConsume(ring, 1, hour, 0, 0);
        }
        sendConsume(ring, 1, hour, 0, 0);
        assertRefused(Errno.EAGAIN, "32 requests that wait");
        sendConsume(ring, 1, 0, 0, 0);
        final RecordListDecoder none = client.await(
                new RecordListDecoder(), decoder -> decoder.correlationId() == client.correlationId());
        assertEquals(0, none.records().count());
        client.detach();
    }
}
