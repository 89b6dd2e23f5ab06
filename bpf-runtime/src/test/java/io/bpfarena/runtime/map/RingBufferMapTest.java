package io.bpfarena.runtime.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.memory.NativeMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of a ring buffer that programs write and Java reads, one thread at a time. */
class RingBufferMapTest {
    private static final int SIZE = 4096;
    private static final long AVAILABLE = 0;
    private static final long RING_SIZE = 1;
    private static final long CONSUMER = 2;
    private static final long PRODUCER = 3;

    private final RingBufferMap ring = (RingBufferMap) TestMaps.make(MapType.RINGBUF, 0, 0, SIZE);

    @AfterEach
    void close() {
        ring.close();
    }

    private long reserve(final long size) {
        return ring.reserve(size, 0);
    }

    private void put(final long number) {
        final long sample = reserve(8);
        assertNotEquals(0, sample);
        NativeMemory.putLong(sample, number);
        ring.commit(sample, false, 0);
    }

    private List<Long> consume() {
        final List<Long> numbers = new ArrayList<>();
        ring.consume(sample -> numbers.add(sample.get(ValueLayout.JAVA_LONG, 0)), Integer.MAX_VALUE);
        return numbers;
    }

    /** Observed on 6.18: the page mapped at 4096, and the words of the data behind it after these four calls. */
    @Test
    void shouldLayRecordsOutAsTheKernelDoes() {
        final long first = reserve(8);
        ring.commit(first, false, 0);
        ring.commit(reserve(8), true, 0);
        ring.commit(reserve(8), false, 99);
        ring.commit(reserve(0), false, 0);
        final int[] words = new int[20];
        for (int i = 0; i < words.length; i++) {
            words[i] = NativeMemory.getInt(first - 8 + 4L * i);
        }
        assertEquals(List.of(8, 3, 0, 0, 0x40000008, 3, 0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0),
                Arrays.stream(words).boxed().toList());
        assertEquals(56, NativeMemory.getLong(first - 8 - 4096));
    }

    @Test
    void shouldMarkARecordBusyUntilItIsCommitted() {
        final long sample = reserve(12);
        assertEquals(0x8000_000C, NativeMemory.getInt(sample - 8));
        ring.commit(sample, false, 0);
        assertEquals(12, NativeMemory.getInt(sample - 8));
        assertThrows(IllegalStateException.class, () -> ring.commit(sample, false, 0));
    }

    /** Observed on 6.18: a record takes its size and eight bytes, rounded up, and the ring is never quite full. */
    @ParameterizedTest
    @CsvSource({"4080, true", "4081, false", "4089, false", "5000, false", "1073741824, false", "-1, false"})
    void shouldFitWhatTheKernelFits(final long size, final boolean fits) {
        assertEquals(fits, reserve(size) != 0);
        assertEquals(fits ? 4088 : 0, ring.query(PRODUCER));
    }

    @Test
    void shouldAnswerQueriesAsTheKernelDoes() {
        final long data = reserve(4080);
        ring.commit(data, false, 0);
        assertEquals(4088, ring.query(AVAILABLE));
        assertEquals(4096, ring.query(RING_SIZE));
        assertEquals(0, ring.query(CONSUMER));
        assertEquals(4088, ring.query(PRODUCER));
        assertEquals(0, ring.query(4));
        assertEquals(0, ring.query(-1));
        assertEquals(1, ring.consume(sample -> assertEquals(4080, sample.byteSize()), 10));
        assertEquals(0, ring.query(AVAILABLE));
        assertEquals(4088, ring.query(CONSUMER));
    }

    @Test
    void shouldAnswerOutputAsTheKernelDoes() {
        try (BpfMap array = TestMaps.make(MapType.ARRAY, 4, 8192, 1); MapCells cells = new MapCells(array)) {
            final long data = cells.find(0);
            NativeMemory.putLong(data, 77);
            assertEquals(-Errno.EAGAIN.number(), ring.output(data, 4089, 0));
            assertEquals(-Errno.EAGAIN.number(), ring.output(data, 4081, 0));
            assertEquals(-Errno.EINVAL.number(), ring.output(data, 8, 4));
            assertEquals(0, ring.output(data, 8, 3));
            assertEquals(0, ring.output(data, 0, 1));
            assertEquals(-Errno.EAGAIN.number(), ring.output(data, 4080, 0), "no room beside the others");
            assertEquals(0, ring.output(data, 4048, 0));
            assertEquals(0, ring.query(4));
            final List<Long> sizes = new ArrayList<>();
            ring.consume(sample -> sizes.add(sample.byteSize()), Integer.MAX_VALUE);
            assertEquals(List.of(8L, 0L, 4048L), sizes);
        }
    }

    /** Observed on 6.18: a reservation with flags fails. */
    @Test
    void shouldRefuseToReserveWithFlags() {
        assertEquals(0, ring.reserve(8, 1));
        assertEquals(0, ring.query(PRODUCER));
    }

    @Test
    void shouldBeFullUntilTheConsumerHasRead() {
        int count = 0;
        while (reserve(504) != 0) {
            count++;
        }
        assertEquals(7, count, "eight records of 512 bytes would fill it to the last byte");
        assertEquals(0, reserve(504));
        assertTrue(reserve(0) != 0, "a small one still fits");
    }

    /** A busy record holds up those behind it, for the consumer and for the space. */
    @Test
    void shouldNotGoPastABusyRecord() {
        put(1);
        final long busy = reserve(8);
        put(3);
        assertEquals(List.of(1L), consume());
        assertEquals(List.of(), consume());
        NativeMemory.putLong(busy, 2);
        ring.commit(busy, false, 0);
        assertEquals(List.of(2L, 3L), consume());
    }

    @Test
    void shouldSkipDiscardedRecords() {
        put(1);
        ring.commit(reserve(100), true, 0);
        put(3);
        ring.commit(reserve(8), true, 0);
        assertEquals(List.of(1L, 3L), consume());
        assertEquals(0, ring.query(AVAILABLE), "what was discarded is behind the consumer too");
    }

    @Test
    void shouldHandOverNoMoreThanAskedFor() {
        put(1);
        put(2);
        put(3);
        assertEquals(2, ring.consume(sample -> { }, 2));
        assertEquals(0, ring.consume(sample -> { }, 0));
        assertEquals(List.of(3L), consume());
    }

    /** Records of all sizes, many times round: each is in one piece and none touches another. */
    @Test
    void shouldKeepRecordsApartAndWholeOverTheEnd() {
        long written = 0;
        long read = 0;
        final List<long[]> expected = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            final int size = step * 37 % 700;
            final long sample = reserve(size);
            if (sample == 0) {
                read += check(expected);
            } else {
                for (int i = 0; i < size; i++) {
                    NativeMemory.putByte(sample + i, (byte) (step + i));
                }
                expected.add(new long[] {size, step});
                ring.commit(sample, false, 0);
                written++;
            }
        }
        read += check(expected);
        assertEquals(written, read);
        assertTrue(ring.query(PRODUCER) > 1000L * SIZE / 4, "it went round often");
    }

    private int check(final List<long[]> expected) {
        final int count = ring.consume(sample -> {
            final long[] next = expected.removeFirst();
            assertEquals(next[0], sample.byteSize());
            for (int i = 0; i < next[0]; i++) {
                assertEquals((byte) (next[1] + i), sample.get(ValueLayout.JAVA_BYTE, i));
            }
        }, Integer.MAX_VALUE);
        assertEquals(0, expected.size());
        return count;
    }

    /** A position that the consumer could not have come to by reading must not make records overlap. */
    @ParameterizedTest
    @CsvSource({"8000", "-8", "9223372036854775800", "-9223372036854775808"})
    void shouldReserveNothingTwiceWhateverTheConsumersPosition(final long lie) {
        final long first = reserve(2000);
        assertTrue(first != 0);
        ring.ring().setConsumerPosition(lie);
        for (int i = 0; i < 10; i++) {
            final long next = reserve(1000);
            assertTrue(next == 0 || next >= first + 2000 && next + 1000 <= first - 8 + SIZE,
                    "overlaps: 0x%x and 0x%x".formatted(first, next));
            if (next == 0) {
                break;
            }
        }
    }

    @Test
    void shouldTakeARecordForReadEvenIfTheHandlerThrows() {
        put(1);
        put(2);
        assertThrows(ArithmeticException.class, () -> ring.consume(sample -> {
            throw new ArithmeticException("not this one");
        }, 10));
        assertEquals(List.of(2L), consume());
    }

    @Test
    void shouldGiveTheHandlerNothingToWriteOrToKeep() {
        put(1);
        final List<MemorySegment> kept = new ArrayList<>();
        ring.consume(sample -> {
            assertTrue(sample.isReadOnly());
            kept.add(sample);
        }, 1);
        assertThrows(IllegalStateException.class, () -> kept.getFirst().get(ValueLayout.JAVA_LONG, 0));
    }

    @Test
    void shouldRefuseAConsumerWithinAConsumer() {
        put(1);
        assertEquals(1, ring.consume(sample ->
                assertThrows(IllegalStateException.class, () -> ring.consume(inner -> { }, 1)), 1));
    }

    @Test
    void shouldGiveUpWaitingAtTheDeadline() {
        assertEquals(0, ring.poll(sample -> { }, 1, Duration.ofMillis(5)));
        assertEquals(0, ring.poll(sample -> { }, 1, Duration.ofSeconds(-1)));
    }

    @Test
    void shouldNotWaitWhenItsThreadIsInterrupted() {
        Thread.currentThread().interrupt();
        assertEquals(0, ring.poll(sample -> { }, 1, Duration.ofDays(1_000_000)));
        assertTrue(Thread.interrupted());
    }

    @Test
    void shouldRefuseToBeReadAfterItWasClosed() {
        ring.close();
        assertThrows(IllegalStateException.class, () -> ring.consume(sample -> { }, 1));
    }

    @Test
    void shouldKeepARecordThatIsNotTaken() {
        put(1);
        ring.commit(reserve(8), true, 0);
        put(2);
        put(3);
        final List<Long> shown = new ArrayList<>();
        final List<Long> positions = new ArrayList<>();
        final RecordTaker untilTwo = (position, sample) -> {
            shown.add(sample.get(ValueLayout.JAVA_LONG, 0));
            positions.add(position);
            return shown.getLast() != 2;
        };
        assertEquals(2, ring.take(untilTwo, Integer.MAX_VALUE));
        assertEquals(0, ring.take(untilTwo, Integer.MAX_VALUE));
        assertEquals(List.of(1L, 2L, 2L), shown);
        assertEquals(List.of(0L, 32L, 32L), positions);
        assertThrows(IllegalArgumentException.class, () -> ring.take((_, _) -> {
            throw new IllegalArgumentException();
        }, 1));
        assertEquals(List.of(2L, 3L), consume());
    }

    @Test
    void shouldLookAtNoMoreRecordsThanAsked() {
        for (int i = 0; i < 5; i++) {
            ring.commit(reserve(8), true, 0);
        }
        put(9);
        assertEquals(3, ring.take((_, _) -> true, 3));
        assertEquals(3, ring.take((_, _) -> true, 10));
        assertEquals(0, ring.take((_, _) -> true, 10));
    }
}
