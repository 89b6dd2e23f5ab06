package io.bpfarena.broker.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.bpfarena.broker.Await;
import io.bpfarena.broker.Broker;
import io.bpfarena.broker.RawClient;
import io.bpfarena.broker.RunningBrokerFixture;
import io.bpfarena.client.protocol.FaultMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions in the time that the test makes, over streams of a real driver. */
class SessionRegistryTest {
    private static final long TIMEOUT = 1000;
    private static final int STREAM = 99;
    private static final String CHANNEL = "aeron:ipc?term-length=64k";
    private static final int MAX_QUEUED = 1000;

    @TempDir
    private Path temporary;

    private final List<String> ends = new ArrayList<>();
    private final SessionRegistry registry =
            new SessionRegistry(TIMEOUT, (session, end) -> ends.add(session.id() + " " + end));
    private RunningBrokerFixture broker;
    private Aeron aeron;
    private Subscription subscription;

    @BeforeEach
    void start() {
        broker = new RunningBrokerFixture(new Broker.Context().directory(temporary.resolve("broker")));
        aeron = RawClient.aeron(broker.directory());
        subscription = aeron.addSubscription(CHANNEL, STREAM);
    }

    @AfterEach
    void end() {
        aeron.close();
        broker.close();
    }

    private ClientSession add(final int aeronSessionId, final long nowNs) {
        final ExclusivePublication publication = aeron.addExclusivePublication(CHANNEL, STREAM);
        Await.until("the subscription", publication::isConnected);
        return registry.add(new ClientIdentity("name", 1, FaultMode.CHECKED, aeronSessionId),
                new ResponseOutlet(publication, MAX_QUEUED), nowNs);
    }

    @Test
    void shouldKnowASessionByItsNumberAndItsSender() {
        final ClientSession first = add(11, 0);
        final ClientSession second = add(12, 0);
        assertSame(first, registry.find(1, 11));
        assertSame(second, registry.find(2, 12));
        assertNull(registry.find(1, 12));
        assertNull(registry.find(3, 11));
        assertEquals(List.of(first, second), registry.sorted());
    }

    @Test
    void shouldEndASessionAfterItsSilence() {
        final ClientSession first = add(11, 0);
        final ClientSession second = add(12, 0);
        for (long now = 0; now <= TIMEOUT; now += 200) {
            registry.poll(now);
        }
        assertEquals(List.of(), ends);
        second.seen(TIMEOUT);
        registry.poll(TIMEOUT + 1);
        assertEquals(List.of("1 SILENT"), ends);
        assertNull(registry.find(first.id()));
        assertSame(second, registry.find(second.id()));
    }

    @Test
    void shouldNotTakeItsOwnSilenceForTheClients() {
        final ClientSession session = add(11, 0);
        registry.poll(0);
        registry.poll(100 * TIMEOUT);
        assertEquals(List.of(), ends);
        assertEquals(100 * TIMEOUT, session.lastSeenNs());
        for (long now = 100 * TIMEOUT; now <= 101 * TIMEOUT; now += 200) {
            registry.poll(now);
        }
        registry.poll(101 * TIMEOUT + 1);
        assertEquals(List.of("1 SILENT"), ends);
    }

    @Test
    void shouldEndASessionThatIsGone() {
        final ClientSession session = add(11, 0);
        subscription.close();
        Await.until("the end", () -> registry.poll(0) > 0);
        assertEquals(List.of("1 DISCONNECTED"), ends);
        registry.end(session, SessionEnd.DETACHED);
        assertEquals(1, ends.size(), "it ends once");
    }

    @Test
    void shouldQueueForAClientThatDoesNotReadAndThenGiveItUp() {
        final ResponseOutlet outlet = add(11, 0).outlet();
        final UnsafeBuffer message = new UnsafeBuffer(new byte[400]);
        while (outlet.isDrained()) {
            outlet.send(message, 400);
        }
        assertFalse(outlet.trySend(message, 400));
        outlet.send(message, 400);
        assertEquals(ResponseOutlet.State.OPEN, outlet.state());

        // It reads again: what was queued goes, in order.
        final List<Integer> lengths = new ArrayList<>();
        Await.until("the queue sent", () -> {
            subscription.poll((_, _, length, _) -> lengths.add(length), 1000);
            outlet.flush();
            return outlet.isDrained();
        });
        assertTrue(outlet.trySend(message, 8));

        for (int i = 0; i < 1000 && outlet.state() == ResponseOutlet.State.OPEN; i++) {
            outlet.send(message, 400);
        }
        registry.poll(0);
        assertEquals(List.of("1 SLOW"), ends);
        outlet.send(message, 400);
        assertEquals(ResponseOutlet.State.OVERFLOWED, outlet.state());
    }
}
