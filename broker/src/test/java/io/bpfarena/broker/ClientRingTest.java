package io.bpfarena.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.ClientRing;
import io.bpfarena.client.ControlException;
import io.bpfarena.client.LoadedObject;
import io.bpfarena.client.RunOptions;
import io.bpfarena.linux.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ring buffers between programs in the broker and a client. */
class ClientRingTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    private Path temporary;

    private RunningBrokerFixture broker;
    private ArenaClient client;
    private LoadedObject rings;

    @BeforeEach
    void start() {
        broker = new RunningBrokerFixture(new Broker.Context().directory(temporary.resolve("broker")).workers(2));
        client = connect("consumer");
        rings = client.load("rings", TestObjects.ofRuntime("rings"));
        client.load("large", TestObjects.largeMaps());
    }

    @AfterEach
    void end() {
        client.close();
        broker.close();
    }

    private ArenaClient connect(final String name) {
        return ArenaClient.connect(new ArenaClient.Context().directory(broker.directory()).clientName(name));
    }

    private static ByteBuffer little(final byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private int run(final ArenaClient runner, final String object, final String program, final long... context) {
        final ByteBuffer bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        if (object.equals("large")) {
            Arrays.stream(context).forEach(bytes::putLong);
        } else {
            Arrays.stream(context).forEach(value -> bytes.putInt((int) value));
        }
        return runner.run(object, program, bytes.array(), RunOptions.DEFAULT).requireSuccess().returnValue();
    }

    @Test
    void shouldCarryTheEventsOfAProgramToAClientThatWaits() throws InterruptedException {
        final int count = 5000;
        final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        final Thread producer = Thread.ofPlatform().start(() -> {
            try (ArenaClient other = connect("producer")) {
                assertEquals(0, run(other, "rings", "send", count, 3));
            } catch (final RuntimeException | Error e) {
                failures.add(e);
            }
        });
        final ClientRing events = client.map("rings", "events").ring();
        final List<Integer> numbers = new ArrayList<>();
        final List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // The program discards every tenth, but not those that it copies in.
            if (i % 10 != 9 || i % 7 == 3) {
                expected.add(i);
            }
        }
        while (numbers.size() < expected.size()) {
            assertTrue(events.poll(record -> {
                assertEquals(16, record.length);
                assertEquals(3, little(record).getInt(0));
                final int number = little(record).getInt(4);
                assertEquals((long) number * number, little(record).getLong(8));
                numbers.add(number);
            }, Integer.MAX_VALUE, LONG) > 0, () -> numbers.size() + " of " + expected.size());
        }
        producer.join(LONG.toMillis());
        assertEquals(expected, numbers);
        assertEquals(List.of(), failures);
    }

    @Test
    void shouldTakeNoMoreThanAnAnswerHolds() {
        final int sent = run(client, "large", "send", 1_000_000);
        assertTrue(sent > 10_000, () -> "" + sent);
        assertEquals(0, run(client, "large", "send", 10));
        final ClientRing events = client.map("large", "events").ring();
        final List<Long> seen = new ArrayList<>();
        assertEquals(1024, events.poll(record -> seen.add(little(record).getLong()), Integer.MAX_VALUE, LONG));
        assertEquals(1024, run(client, "large", "send", 1_000_000));
        assertEquals(3, events.poll(record -> seen.add(little(record).getLong()), 3, LONG));
        for (int i = 0; i < seen.size(); i++) {
            assertEquals(i, seen.get(i));
        }
    }

    @Test
    void shouldCarryARecordThatIsLargerThanAMessage() {
        assertEquals(0, run(client, "large", "send_large", 1000));
        final ClientRing events = client.map("large", "events").ring();
        final List<byte[]> records = new ArrayList<>();
        assertEquals(1, events.poll(records::add, 10, Duration.ZERO));
        assertEquals(1, events.poll(records::add, 10, Duration.ZERO));
        assertEquals(0, events.poll(records::add, 10, Duration.ZERO));
        assertEquals(100_000, records.getFirst().length);
        for (int i = 0; i < 100_000 / 8; i++) {
            assertEquals(1000 + i, little(records.getFirst()).getLong(8 * i));
        }
        assertEquals(7, little(records.getLast()).getLong());
    }

    @Test
    void shouldPassOverRecordsThatWereDiscarded() {
        final int discarded = run(client, "large", "discard", 15_000);
        assertEquals(15_000, discarded);
        assertEquals(1, run(client, "large", "send", 1));
        final List<byte[]> records = new ArrayList<>();
        assertEquals(1, client.map("large", "events").ring().poll(records::add, 10, LONG));
    }

    @Test
    void shouldGiveEachRecordToOneOfSeveralClients() throws InterruptedException {
        final int count = run(client, "large", "send", 1_000_000);
        final Map<Long, Integer> seen = Collections.synchronizedMap(new TreeMap<>());
        final List<Thread> consumers = new ArrayList<>();
        final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 3; i++) {
            consumers.add(Thread.ofPlatform().start(() -> {
                try (ArenaClient other = connect("one of several")) {
                    final ClientRing events = other.map("large", "events").ring();
                    int got;
                    do {
                        got = events.poll(record -> seen.merge(little(record).getLong(), 1, Integer::sum),
                                100, Duration.ZERO);
                    } while (got > 0);
                } catch (final RuntimeException | Error e) {
                    failures.add(e);
                }
            }));
        }
        for (final Thread consumer : consumers) {
            consumer.join(LONG.toMillis());
        }
        assertEquals(List.of(), failures);
        assertEquals(count, seen.size());
        assertTrue(seen.values().stream().allMatch(times -> times == 1));
    }

    @Test
    void shouldWaitNoLongerThanAsked() {
        final ClientRing events = client.map("rings", "events").ring();
        assertEquals(0, events.poll(_ -> { }, 1, Duration.ofMillis(20)));
        assertEquals(0, events.poll(_ -> { }, 0, LONG));
    }

    @Test
    void shouldEndAWaitWhenTheObjectIsUnloaded() throws InterruptedException {
        final List<Errno> errors = Collections.synchronizedList(new ArrayList<>());
        final ClientRing events = client.map("rings", "events").ring();
        final Thread waiter = Thread.ofPlatform().start(() -> {
            try {
                events.poll(_ -> { }, 1, LONG);
            } catch (final ControlException e) {
                errors.add(e.errno());
            }
        });
        client.unload(rings.id());
        waiter.join(LONG.toMillis());
        assertEquals(List.of(Errno.ENOENT), errors);
    }

    @Test
    void shouldSubmitSamplesThatProgramsDrain() {
        final ClientRing commands = client.map("rings", "commands").ring();
        for (long value = 1; value <= 10; value++) {
            commands.submit(ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array(),
                    Duration.ZERO);
        }
        final ByteBuffer context = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        final var run = client.run("rings", "receive", context.array(), RunOptions.DEFAULT).requireSuccess();
        assertEquals(10, run.returnValue());
        assertEquals(55, little(run.context()).getInt(12));
    }

    @Test
    void shouldWaitForRoomUntilAProgramDrains() throws InterruptedException {
        final ClientRing commands = client.map("rings", "commands").ring();
        final byte[] sample = new byte[1000];
        for (int i = 0; i < 4; i++) {
            commands.submit(sample, Duration.ZERO);
        }
        final ControlException full =
                assertThrows(ControlException.class, () -> commands.submit(sample, Duration.ofMillis(10)));
        assertEquals(Errno.ENOSPC, full.errno());
        final ControlException never = assertThrows(
                ControlException.class, () -> commands.submit(new byte[40_000], Duration.ZERO));
        assertEquals(Errno.E2BIG, never.errno());
        final Thread drain = Thread.ofPlatform().start(() -> {
            try (ArenaClient other = connect("drain")) {
                run(other, "rings", "receive", 0);
            }
        });
        commands.submit(sample, LONG);
        drain.join(LONG.toMillis());
    }

    @Test
    void shouldRefuseWhatIsNoRingBuffer() {
        assertThrows(IllegalStateException.class, () -> client.map("large", "huge").ring());
        final ControlException wrongEnd = assertThrows(ControlException.class,
                () -> client.map("rings", "commands").ring().poll(_ -> { }, 1, Duration.ZERO));
        assertEquals(Errno.EINVAL, wrongEnd.errno());
        final ControlException noElements = assertThrows(ControlException.class,
                () -> client.map("large", "events").nextKey(null));
        assertEquals(Errno.ENOTSUPP, noElements.errno());
    }
}
