package io.bpfarena.broker.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aeron.Aeron;
import io.bpfarena.broker.Await;
import io.bpfarena.broker.Broker;
import io.bpfarena.broker.ErrorFile;
import io.bpfarena.broker.RawClient;
import io.bpfarena.broker.RunningBrokerFixture;
import io.bpfarena.broker.TestObjects;
import io.bpfarena.client.protocol.AttachedDecoder;
import io.bpfarena.client.protocol.BrokerClosingDecoder;
import io.bpfarena.client.protocol.BrokerDirectory;
import io.bpfarena.client.protocol.BrokerStatusDecoder;
import io.bpfarena.client.protocol.ClientGoneDecoder;
import io.bpfarena.client.protocol.ControlProtocol;
import io.bpfarena.client.protocol.FaultMode;
import io.bpfarena.client.protocol.GlobalValueDecoder;
import io.bpfarena.client.protocol.ListMapsEncoder;
import io.bpfarena.client.protocol.ReadGlobalEncoder;
import io.bpfarena.client.protocol.RunProgramEncoder;
import io.bpfarena.client.protocol.StatusEncoder;
import io.bpfarena.client.protocol.UnloadObjectEncoder;
import io.bpfarena.linux.Errno;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How clients come and go. */
class SessionTest {
    private static final int MAX_CLIENTS = 3;
    private static final int STREAM = ControlProtocol.RESPONSE_STREAM_ID;

    @TempDir
    private Path temporary;

    private RunningBrokerFixture broker;
    private RawClient client;

    @BeforeEach
    void start() {
        broker = new RunningBrokerFixture(new Broker.Context()
                .directory(temporary.resolve("broker")).livenessTimeout(Duration.ofSeconds(2))
                .maxClients(MAX_CLIENTS).addObject("workload", TestObjects.workload()));
        client = RawClient.attach(broker.directory(), "tester");
    }

    @AfterEach
    void end() {
        client.close();
        broker.close();
    }

    private BrokerStatusDecoder status() {
        client.send(client.begin(new StatusEncoder())
                .correlationId(client.nextCorrelationId()).clientId(client.clientId()));
        return client.await(
                new BrokerStatusDecoder(), decoder -> decoder.correlationId() == client.correlationId());
    }

    private long logBuffers() {
        try (Stream<Path> files = Files.list(BrokerDirectory.aeron(broker.directory()).resolve("publications"))) {
            return files.count();
        } catch (final IOException e) {
            throw new AssertionError(e);
        }
    }

    private void awaitGone(final long clientId) {
        Await.value("ClientGone", () -> {
            status();
            return client.pending().contains(ClientGoneDecoder.TEMPLATE_ID) ? true : null;
        });
        assertEquals(clientId, client.await(new ClientGoneDecoder(), _ -> true).goneClientId());
    }

    @Test
    void shouldRefuseWhatItDoesNotServe() {
        try (RawClient other = RawClient.connect(broker.directory())) {
            final AttachedDecoder version =
                    other.sendAttach(99, FaultMode.CHECKED, other.responseChannel(), STREAM, "old");
            assertEquals(Errno.EPROTO, Errno.of(version.code()));
            assertEquals(0, version.clientId());
            assertTrue(version.text().contains("protocol version 99"));
        }
        try (RawClient other = RawClient.connect(broker.directory())) {
            final AttachedDecoder mode = other.sendAttach(
                    ControlProtocol.PROTOCOL_VERSION, FaultMode.NATIVE, other.responseChannel(), STREAM, "native");
            assertEquals(Errno.EOPNOTSUPP, Errno.of(mode.code()));
        }
        assertEquals(1, status().clients());
    }

    @Test
    void shouldRefuseMoreClientsThanItMayHave() {
        try (RawClient second = RawClient.attach(broker.directory(), "2");
                RawClient third = RawClient.attach(broker.directory(), "3");
                RawClient fourth = RawClient.connect(broker.directory())) {
            assertNotEquals(second.clientId(), third.clientId());
            final AttachedDecoder refused = fourth.sendAttach(
                    ControlProtocol.PROTOCOL_VERSION, FaultMode.CHECKED, fourth.responseChannel(), STREAM, "4");
            assertEquals(Errno.EAGAIN, Errno.of(refused.code()));
            assertTrue(refused.text().contains("has its 3 clients"));
            second.detach();
            try (RawClient fifth = RawClient.attach(broker.directory(), "5")) {
                assertTrue(fifth.clientId() > third.clientId());
            }
        }
    }

    @Test
    void shouldServeSeveralSessionsOfOneProcess() {
        try (Aeron aeron = RawClient.aeron(broker.directory());
                RawClient first = RawClient.connect(aeron);
                RawClient second = RawClient.connect(aeron)) {
            first.attach("first");
            second.attach("second");
            assertNotEquals(first.clientId(), second.clientId());
            assertEquals(3, status().clients());
            first.detach();
            second.detach();
            assertEquals(1, status().clients());
        }
    }

    @Test
    void shouldNoticeASilentClient() {
        try (RawClient silent = RawClient.attach(broker.directory(), "silent")) {
            awaitGone(silent.clientId());
            assertEquals(1, status().clients());
        }
    }

    @Test
    void shouldNoticeAClientThatClosedItsSubscription() {
        final RawClient other = RawClient.attach(broker.directory(), "leaves without a word");
        final long id = other.clientId();
        other.close();
        awaitGone(id);
    }

    @Test
    void shouldKeepAClientThatOnlySaysThatItLives() {
        try (RawClient quiet = RawClient.attach(broker.directory(), "quiet")) {
            final long untilNs = System.nanoTime() + Duration.ofSeconds(4).toNanos();
            Await.until("twice the liveness timeout", () -> {
                quiet.keepalive();
                return status().clients() != 2 || System.nanoTime() - untilNs > 0;
            });
            assertEquals(2, status().clients());
        }
    }

    @Test
    void shouldForgetAttachesThatNobodyListensFor() {
        final long before = logBuffers();
        try (RawClient other = RawClient.connect(broker.directory())) {
            for (int i = 0; i < 5; i++) {
                other.offerAttach(ControlProtocol.PROTOCOL_VERSION, FaultMode.CHECKED,
                        ControlProtocol.RESPONSE_CHANNEL + "|session-id=" + (5000 + i), STREAM, "nobody");
            }
            Await.until("publications for them", () -> logBuffers() > before + 1 || !keepAlive());
        }
        Await.until("publications given back", () -> keepAlive() && logBuffers() <= before);
        assertEquals(1, status().clients());
    }

    private boolean keepAlive() {
        client.keepalive();
        return true;
    }

    @Test
    void shouldBoundAFloodOfAttaches() {
        final long before = logBuffers();
        try (RawClient other = RawClient.connect(broker.directory())) {
            long most = 0;
            for (int i = 0; i < 2000; i++) {
                other.offerAttach(ControlProtocol.PROTOCOL_VERSION, FaultMode.CHECKED,
                        ControlProtocol.RESPONSE_CHANNEL + "|session-id=" + (5000 + i), STREAM, "flood");
                if (i % 100 == 0) {
                    most = Math.max(most, logBuffers());
                    assertEquals(1, status().clients());
                }
            }
            // 16 on their way, the other's own, and some that the driver has not yet deleted.
            assertTrue(most <= before + 40, "log buffers: " + most);
            Await.until("an entry in the error log", () -> keepAlive() && ErrorFile.read(broker.directory()).stream()
                    .anyMatch(entry -> entry.text().contains("too many are on their way")));
        }
        Await.until("publications given back", () -> keepAlive() && logBuffers() <= before);
    }

    @Test
    void shouldIgnoreAttachesThatCannotBeAnswered() {
        try (RawClient other = RawClient.connect(broker.directory())) {
            for (final String channel : new String[] {
                "aeron:udp?endpoint=192.0.2.1:40123|session-id=9", "aeron:ipc", "nonsense", ""}) {
                other.offerAttach(ControlProtocol.PROTOCOL_VERSION, FaultMode.CHECKED, channel, STREAM, "x");
            }
            Await.until("an entry in the error log", () -> keepAlive() && ErrorFile.read(broker.directory()).stream()
                    .anyMatch(entry -> entry.text().contains("cannot be used") && entry.count() == 4));
            other.attach("good");
        }
    }

    @Test
    void shouldRefuseAResponseChannelThatIsTaken() {
        try (RawClient other = RawClient.connect(broker.directory())) {
            other.offerAttach(ControlProtocol.PROTOCOL_VERSION, FaultMode.CHECKED, client.responseChannel(), STREAM,
                    "thief");
            Await.until("an entry in the error log",
                    () -> keepAlive() && !ErrorFile.read(broker.directory()).isEmpty());
            assertEquals(1, status().clients());
        }
    }

    @Test
    void shouldDetachAClientThatDoesNotRead() {
        try (RawClient slow = RawClient.attach(broker.directory(), "slow")) {
            final UnsafeBuffer request = slow.copyOf(slow.begin(new ListMapsEncoder())
                    .correlationId(slow.nextCorrelationId()).clientId(slow.clientId()).afterId(0));
            Await.value("ClientGone", () -> {
                slow.tryOffer(request, request.capacity());
                client.keepalive();
                return client.pending().contains(ClientGoneDecoder.TEMPLATE_ID) ? true : null;
            });
            assertEquals(slow.clientId(), client.await(new ClientGoneDecoder(), _ -> true).goneClientId());
        }
        assertEquals(1, status().clients());
    }

    /** One run that does not end, and many that are over before they could be interrupted. */
    @ParameterizedTest
    @CsvSource({"spin, 1", "add, 2147483647"})
    void shouldEndTheRunsOfAClientThatIsGone(final String program, final int repeat) {
        try (RawClient other = RawClient.attach(broker.directory(), "runs and goes")) {
            other.send(other.begin(new RunProgramEncoder())
                    .correlationId(other.nextCorrelationId()).clientId(other.clientId())
                    .deadlineNs(Duration.ofSeconds(60).toNanos()).repeat(repeat)
                    .objectName("workload").programName(program).putContext(new byte[24], 0, 24)
                .putPacket(new byte[0], 0, 0));
            Await.until("the run", () -> calls() > 0);
            assertEquals(Errno.EBUSY, Errno.of(unload()));
            other.detach();
        }
        Await.until("the object free again", () -> unload() == 0);
    }

    private long calls() {
        client.send(client.begin(new ReadGlobalEncoder())
                .correlationId(client.nextCorrelationId()).clientId(client.clientId())
                .valueOffset(0).valueLength(8).objectName("workload").variableName("calls"));
        final GlobalValueDecoder value = client.await(
                new GlobalValueDecoder(), decoder -> decoder.correlationId() == client.correlationId());
        final byte[] bytes = new byte[8];
        value.getValue(bytes, 0, 8);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    private int unload() {
        client.send(client.begin(new UnloadObjectEncoder())
                .correlationId(client.nextCorrelationId()).clientId(client.clientId()).objectId(1));
        return client.awaitReply().code();
    }

    @Test
    void shouldSayGoodbyeAndEndWhatRuns() {
        client.send(client.begin(new RunProgramEncoder())
                .correlationId(client.nextCorrelationId()).clientId(client.clientId())
                .deadlineNs(Duration.ofSeconds(60).toNanos()).repeat(1)
                .objectName("workload").programName("spin").putContext(new byte[24], 0, 24)
                .putPacket(new byte[0], 0, 0));
        Await.until("the run", () -> calls() == 1);
        final long epoch = broker.broker().epoch();
        broker.close();
        assertFalse(Files.exists(temporary.resolve("broker")));
        assertEquals(epoch, client.await(new BrokerClosingDecoder(), _ -> true).epoch());
    }
}
