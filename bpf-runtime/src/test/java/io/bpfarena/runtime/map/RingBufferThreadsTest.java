package io.bpfarena.runtime.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.bpfarena.runtime.memory.NativeMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Producers and a consumer on threads of their own. */
@Timeout(60)
class RingBufferThreadsTest {
    private static final Duration LONG = Duration.ofSeconds(50);

    private static RingBufferMap ring(final int size) {
        return (RingBufferMap) TestMaps.make(MapType.RINGBUF, 0, 0, size);
    }

    /**
     * A million records of changing size, some discarded: all that were submitted arrive, whole and in each producer's
     * order. Record: producer, number, then bytes that follow from the number.
     */
    @ParameterizedTest(name = "{0} producers, ring of {1} bytes")
    @CsvSource({"2, 65536", "3, 4096"})
    void shouldCarryAMillionRecords(final int producers, final int size) throws Exception {
        final int each = 1_000_000 / producers;
        final long[] next = new long[producers];
        final long[] sum = new long[1];
        try (RingBufferMap ring = ring(size)) {
            final Parallel.Work[] works = new Parallel.Work[producers + 1];
            for (int producer = 0; producer < producers; producer++) {
                works[producer] = number -> produce(ring, number, each);
            }
            works[producers] = number -> {
                long count = 0;
                while (count < (long) producers * each) {
                    final int got = ring.poll(sample -> check(sample, next, sum), 1000, LONG);
                    assertNotEquals(0, got, "no record came for a long time");
                    count += got;
                }
            };
            Parallel.run(works);
            assertEquals(0, ring.query(0), "nothing is left");
        }
        for (final long last : next) {
            assertEquals(each, last);
        }
        assertEquals((long) producers * each * (each - 1) / 2, sum[0]);
    }

    private static void produce(final RingBufferMap ring, final int producer, final int count) {
        for (long number = 0; number < count; number++) {
            final int extra = (int) (number % 29);
            final long sample = reserve(ring, 16 + extra);
            NativeMemory.putLong(sample, producer);
            NativeMemory.putLong(sample + 8, number);
            for (int i = 0; i < extra; i++) {
                NativeMemory.putByte(sample + 16 + i, (byte) (number + i));
            }
            ring.commit(sample, false, 0);
            if (number % 100 == 0) {
                ring.commit(reserve(ring, 3), true, 0);
            }
        }
    }

    private static long reserve(final RingBufferMap ring, final int size) {
        long sample = ring.reserve(size, 0);
        while (sample == 0) {
            Thread.yield();
            sample = ring.reserve(size, 0);
        }
        return sample;
    }

    private static void check(final MemorySegment sample, final long[] next, final long[] sum) {
        final int producer = (int) sample.get(ValueLayout.JAVA_LONG, 0);
        final long number = sample.get(ValueLayout.JAVA_LONG, 8);
        assertEquals(next[producer]++, number, "in order");
        assertEquals(16 + number % 29, sample.byteSize());
        for (int i = 0; i < sample.byteSize() - 16; i++) {
            assertEquals((byte) (number + i), sample.get(ValueLayout.JAVA_BYTE, 16 + i));
        }
        sum[0] += number;
    }

    /** Runs something once the consumer sleeps, and tells what it got, or that it was still asleep after a while. */
    private static int whileWaiting(
            final RingBufferMap ring, final Duration timeout, final LongConsumer action) throws Exception {
        final CompletableFuture<Integer> result = new CompletableFuture<>();
        final Thread consumer = Thread.ofPlatform().start(() -> {
            try {
                result.complete(ring.poll(sample -> { }, 10, timeout));
            } catch (final RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        final long deadline = System.nanoTime() + LONG.toNanos();
        while (consumer.getState() != Thread.State.TIMED_WAITING && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertEquals(Thread.State.TIMED_WAITING, consumer.getState());
        action.accept(0);
        final int got = result.get(55, TimeUnit.SECONDS);
        consumer.join();
        return got;
    }

    @Test
    void shouldWakeTheConsumerWhenARecordIsSubmitted() throws Exception {
        try (RingBufferMap ring = ring(4096)) {
            assertEquals(1, whileWaiting(ring, LONG, x -> ring.commit(ring.reserve(8, 0), false, 0)));
        }
    }

    /** It waits for the record at the head; when that comes, it takes what came before it as well. */
    @Test
    void shouldWakeTheConsumerByTheRecordItWaitsFor() throws Exception {
        try (RingBufferMap ring = ring(4096)) {
            final long head = ring.reserve(8, 0);
            final long second = ring.reserve(8, 0);
            assertEquals(2, whileWaiting(ring, LONG, x -> {
                ring.commit(second, false, 0);
                ring.commit(head, false, 0);
            }));
        }
    }

    /** BPF_RB_NO_WAKEUP: nobody is told, and of a record behind the head neither; what forces it finds all three. */
    @Test
    void shouldNotWakeTheConsumerIfToldSo() throws Exception {
        try (RingBufferMap ring = ring(4096)) {
            assertEquals(3, whileWaiting(ring, LONG, x -> {
                ring.commit(ring.reserve(8, 0), false, RingBufferMap.NO_WAKEUP);
                ring.commit(ring.reserve(8, 0), false, 0);
                ring.commit(ring.reserve(8, 0), false, RingBufferMap.FORCE_WAKEUP);
            }));
        }
    }

    /** BPF_RB_FORCE_WAKEUP: told although the record is not at the head; and it beats BPF_RB_NO_WAKEUP. */
    @Test
    void shouldWakeTheConsumerIfForced() throws Exception {
        try (RingBufferMap ring = ring(4096)) {
            assertEquals(1, whileWaiting(ring, LONG, x -> ring.commit(ring.reserve(8, 0), false,
                    RingBufferMap.NO_WAKEUP | RingBufferMap.FORCE_WAKEUP)));
        }
    }

    @Test
    void shouldEndAWaitWhenItIsClosed() throws Exception {
        final RingBufferMap ring = ring(4096);
        assertEquals(0, whileWaiting(ring, LONG, x -> ring.close()));
    }

    /** Closing while others read: they end, and nobody touches memory that is gone. */
    @Test
    void shouldSurviveBeingClosedWhileItIsRead() throws Exception {
        for (int round = 0; round < 200; round++) {
            final RingBufferMap ring = ring(4096);
            ring.commit(ring.reserve(8, 0), false, 0);
            Parallel.run(
                    number -> {
                        try {
                            ring.poll(sample -> sample.get(ValueLayout.JAVA_LONG, 0), 10, Duration.ZERO);
                        } catch (final IllegalStateException e) {
                            assertEquals("map 'test' was closed", e.getMessage());
                        }
                    },
                    number -> ring.close());
        }
    }
}
