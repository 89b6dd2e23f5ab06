package io.bpfarena.runtime.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.memory.NativeMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A ring buffer that Java writes and programs drain (kernel/bpf/ringbuf.c, libbpf's ringbuf.c). */
@Timeout(60)
class UserRingBufferMapTest {
    private static final Duration LONG = Duration.ofSeconds(50);

    private final UserRingBufferMap ring = (UserRingBufferMap) TestMaps.make(MapType.USER_RINGBUF, 0, 0, 4096);

    @AfterEach
    void close() {
        ring.close();
    }

    private void put(final long number) {
        try (UserRingBufferRecord record = ring.reserve(8).orElseThrow()) {
            record.sample().set(ValueLayout.JAVA_LONG, 0, number);
            record.submit();
        }
    }

    private List<Long> drain() {
        final List<Long> numbers = new ArrayList<>();
        assertTrue(ring.drain((address, size) -> {
            assertEquals(8, size);
            return numbers.add(NativeMemory.getLong(address));
        }, 0) >= 0);
        return numbers;
    }

    @Test
    void shouldShowProgramsWhatWasSubmitted() {
        assertEquals(List.of(), drain());
        put(1);
        put(2);
        assertEquals(List.of(1L, 2L), drain());
        assertEquals(List.of(), drain());
    }

    @Test
    void shouldSkipWhatWasDiscardedAndStopBeforeWhatIsNotDone() {
        put(1);
        ring.reserve(100).orElseThrow().discard();
        ring.reserve(50).orElseThrow().close();
        put(2);
        final UserRingBufferRecord open = ring.reserve(8).orElseThrow();
        put(4);
        assertEquals(List.of(1L, 2L), drain());
        open.sample().set(ValueLayout.JAVA_LONG, 0, 3);
        open.submit();
        assertEquals(List.of(3L, 4L), drain());
    }

    @Test
    void shouldStopWhenTheProgramSaysSo() {
        put(1);
        put(2);
        assertEquals(1, ring.drain((address, size) -> false, 0), "the sample it stopped at is counted and consumed");
        assertEquals(List.of(2L), drain());
    }

    /** libbpf, user_ring_buffer__reserve: unlike programs, user space can fill the ring to the last byte. */
    @Test
    void shouldReserveUpToTheLastByte() {
        final UserRingBufferRecord all = ring.reserve(4088).orElseThrow();
        assertEquals(4088, all.sample().byteSize());
        assertEquals(Optional.empty(), ring.reserve(0));
        all.submit();
        assertEquals(1, ring.drain((address, size) -> size == 4088, 0));
        ring.reserve(0).orElseThrow().discard();
    }

    @ParameterizedTest
    @CsvSource({"4089", "2147483647", "1073741824", "-1", "-2147483648"})
    void shouldRefuseWhatNeverFits(final int size) {
        assertEquals(Errno.E2BIG, assertThrows(MapException.class, () -> ring.reserve(size)).errno());
    }

    @Test
    void shouldRefuseFlagsAndASecondDrain() {
        put(1);
        assertEquals(-Errno.EINVAL.number(), ring.drain((address, size) -> true, 4));
        assertEquals(1, ring.drain((address, size) -> {
            assertEquals(-Errno.EBUSY.number(), ring.drain((inner, innerSize) -> true, 0));
            return true;
        }, 3));
    }

    @Test
    void shouldConsumeTheSampleAtWhichTheProgramFailed() {
        put(1);
        put(2);
        assertThrows(ArithmeticException.class, () -> ring.drain((address, size) -> {
            throw new ArithmeticException("fault");
        }, 0));
        assertEquals(List.of(2L), drain());
    }

    @Test
    void shouldTakeARecordBackOnce() {
        final UserRingBufferRecord record = ring.reserve(8).orElseThrow();
        final MemorySegment sample = record.sample();
        record.submit();
        record.close();
        assertThrows(IllegalStateException.class, record::submit);
        assertThrows(IllegalStateException.class, record::discard);
        assertThrows(IllegalStateException.class, () -> sample.set(ValueLayout.JAVA_LONG, 0, 1));
        assertEquals(1, drain().size());
    }

    /** __bpf_user_ringbuf_peek: positions and headers are user space's, and are not believed. */
    @ParameterizedTest(name = "producer {0}, header {1}")
    @CsvSource({
        "4,     8,           EINVAL",
        "8,     8,           EINVAL",
        "16,    9,           EINVAL",
        "16,    1073741823,  EINVAL",
        "8192,  4089,        E2BIG",
        "8192,  1073741823,  EINVAL",
        "2147483656, 1073741823, E2BIG",
        "-8,    1073741823,  E2BIG",
        "-1,    8,           EINVAL",
        "0,     8,           OK",
        "16,    8,           OK",
        "16,    -2147483640, OK",
    })
    void shouldNotBelieveWhatUserSpaceWrote(final long producer, final int header, final String answer) {
        ring.ring().setHeader(0, header);
        ring.ring().setProducerPosition(producer);
        final long result = ring.drain((address, size) -> {
            assertEquals(8, size);
            return true;
        }, 0);
        assertEquals(answer, result >= 0 ? "OK" : Errno.of((int) -result).name());
    }

    @Test
    void shouldEndAfterSoManySamples() {
        // Every header is 0: records without bytes, more of them than one drain takes.
        ring.ring().setProducerPosition(Long.MAX_VALUE & -8);
        assertEquals(128 * 1024, ring.drain((address, size) -> true, 0));
        assertEquals(128L * 1024 * 8, ring.ring().consumerPosition());
    }

    @Test
    void shouldWaitUntilAProgramMakesRoom() throws Exception {
        final UserRingBufferRecord full = ring.reserve(4088).orElseThrow();
        full.submit();
        assertEquals(Optional.empty(), ring.reserve(8, Duration.ofMillis(5)));
        final CompletableFuture<Boolean> reserved = new CompletableFuture<>();
        final Thread producer = Thread.ofPlatform().start(() -> {
            final Optional<UserRingBufferRecord> record = ring.reserve(8, LONG);
            record.ifPresent(UserRingBufferRecord::submit);
            reserved.complete(record.isPresent());
        });
        awaitWaiting(producer);
        assertFalse(reserved.isDone());
        assertEquals(1, ring.drain((address, size) -> true, 0));
        assertTrue(reserved.get(50, TimeUnit.SECONDS));
        producer.join();
        assertEquals(1, ring.drain((address, size) -> size == 8, 0));
    }

    @Test
    void shouldEndAWaitWhenItIsClosed() throws Exception {
        ring.reserve(4088).orElseThrow().submit();
        final CompletableFuture<Boolean> reserved = new CompletableFuture<>();
        final Thread producer = Thread.ofPlatform().start(() -> reserved.complete(ring.reserve(8, LONG).isPresent()));
        awaitWaiting(producer);
        ring.close();
        assertFalse(reserved.get(50, TimeUnit.SECONDS));
        producer.join();
        assertThrows(IllegalStateException.class, () -> ring.reserve(8));
    }

    private static void awaitWaiting(final Thread thread) {
        final long deadline = System.nanoTime() + LONG.toNanos();
        while (thread.getState() != Thread.State.TIMED_WAITING && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertEquals(Thread.State.TIMED_WAITING, thread.getState());
    }

    /** A record that is still being filled keeps the memory, whoever closes the map. */
    @Test
    void shouldKeepTheMemoryOfARecordThatIsOpen() {
        final UserRingBufferRecord record = ring.reserve(8).orElseThrow();
        ring.close();
        record.sample().set(ValueLayout.JAVA_LONG, 0, 1);
        record.submit();
        assertThrows(IllegalStateException.class, () -> ring.reserve(8));
    }

    @Test
    void shouldLoseNothingBetweenThreads() throws Exception {
        final int producers = 3;
        final int each = 100_000;
        final long[] sum = new long[2];
        final Parallel.Work[] works = new Parallel.Work[producers + 1];
        for (int i = 0; i < producers; i++) {
            works[i] = producer -> {
                for (long number = 0; number < each; number++) {
                    try (UserRingBufferRecord record = ring.reserve(8, LONG).orElseThrow()) {
                        record.sample().set(ValueLayout.JAVA_LONG, 0, number);
                        record.submit();
                    }
                }
            };
        }
        works[producers] = consumer -> {
            while (sum[1] < (long) producers * each) {
                final long seen = ring.drain((address, size) -> {
                    sum[0] += NativeMemory.getLong(address);
                    return true;
                }, 0);
                sum[1] += seen;
                if (seen == 0) {
                    Thread.yield();
                }
            }
        };
        Parallel.run(works);
        assertEquals((long) producers * each * (each - 1) / 2, sum[0]);
        assertEquals((long) producers * each, sum[1]);
    }
}
