package io.bpfarena.runtime.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bpfarena.linux.Errno;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class QueueStackMapTest {
    private static BpfMap map(final MapType type, final int entries) {
        return TestMaps.make(type, 0, 8, entries);
    }

    @ParameterizedTest
    @CsvSource({"QUEUE, 1, 2", "STACK, 3, 2"})
    void shouldTakeInTheOrderOfItsType(final MapType type, final long first, final long second) {
        try (BpfMap map = map(type, 3); MapCells cells = new MapCells(map)) {
            for (int i = 1; i <= 3; i++) {
                assertEquals(0, cells.push(i, MapFlags.ANY));
            }
            assertEquals(first, cells.peek());
            assertEquals(first, cells.pop());
            assertEquals(second, cells.pop());
            assertEquals(4 - first, cells.pop());
        }
    }

    /** Goes round the ring many times, at every fill. */
    @ParameterizedTest
    @EnumSource(names = {"QUEUE", "STACK"})
    void shouldAgreeWithADequeOfJavas(final MapType type) {
        final ArrayDeque<Long> model = new ArrayDeque<>();
        try (BpfMap map = map(type, 5); MapCells cells = new MapCells(map)) {
            for (long i = 0; i < 1000; i++) {
                if (i * 7 % 11 < 6) {
                    final boolean full = model.size() == 5;
                    final long flags = i % 3 == 0 ? MapFlags.EXIST : MapFlags.ANY;
                    assertEquals(full && flags == MapFlags.ANY ? -Errno.E2BIG.number() : 0, cells.push(i, flags));
                    if (full && flags == MapFlags.EXIST) {
                        model.removeFirst();
                    }
                    if (!full || flags == MapFlags.EXIST) {
                        model.addLast(i);
                    }
                } else {
                    final Long expected = type == MapType.QUEUE ? model.pollFirst() : model.pollLast();
                    assertEquals(expected == null ? -Errno.ENOENT.number() : expected, cells.pop());
                }
            }
        }
    }

    /** kernel/bpf/queue_stack_maps.c: who finds nothing gets zeros, as programs read their buffer regardless. */
    @ParameterizedTest
    @EnumSource(names = {"QUEUE", "STACK"})
    void shouldZeroTheBufferOfWhoFindsNothing(final MapType type) {
        try (BpfMap map = map(type, 1); MapCells cells = new MapCells(map)) {
            cells.push(7, MapFlags.ANY);
            assertEquals(7, cells.pop());
            assertEquals(-Errno.ENOENT.number(), cells.pop());
            assertEquals(0, cells.buffer());
            cells.push(7, MapFlags.ANY);
            assertEquals(7, cells.pop());
            assertEquals(-Errno.ENOENT.number(), cells.peek());
            assertEquals(0, cells.buffer());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"QUEUE", "STACK"})
    void shouldAnswerAsTheKernelDoes(final MapType type) {
        try (BpfMap map = map(type, 1); MapCells cells = new MapCells(map)) {
            for (final long flags : List.of(1L, 3L, 4L, 8L, -1L)) {
                assertEquals(-Errno.EINVAL.number(), cells.push(1, flags));
            }
            assertEquals(0, cells.find(0));
            assertEquals(-Errno.EINVAL.number(), cells.update(0, 1, MapFlags.ANY));
            assertEquals(-Errno.EINVAL.number(), cells.delete(0));
            assertEquals(-Errno.EOPNOTSUPP.number(), map.forEach(0, (key, value) -> true));
            assertEquals(List.of(), map.regions(), "programs get copies");
            assertThrows(MapException.class, () -> map.directValueAddress(0));
        }
    }

    @Test
    void shouldAnswerForOtherTypesThatTheyHaveNoEnds() {
        try (BpfMap map = TestMaps.make(MapType.HASH, 8, 8, 1); MapCells cells = new MapCells(map)) {
            assertEquals(-Errno.EOPNOTSUPP.number(), cells.push(1, MapFlags.ANY));
            assertEquals(-Errno.EOPNOTSUPP.number(), cells.pop());
            assertEquals(-Errno.EOPNOTSUPP.number(), cells.peek());
        }
    }

    /** Each value that went in comes out once. */
    @ParameterizedTest
    @EnumSource(names = {"QUEUE", "STACK"})
    void shouldLoseNothingBetweenThreads(final MapType type) throws Exception {
        final int each = 50_000;
        final int producers = 2;
        final AtomicLong sum = new AtomicLong();
        final AtomicLong taken = new AtomicLong();
        try (BpfMap map = map(type, 100)) {
            Parallel.run(2 * producers, thread -> {
                try (MapCells cells = new MapCells(map)) {
                    if (thread < producers) {
                        for (long i = 0; i < each; i++) {
                            while (cells.push(thread * each + i, MapFlags.ANY) != 0) {
                                Thread.yield();
                            }
                        }
                    } else {
                        while (taken.get() < (long) producers * each) {
                            final long value = cells.pop();
                            if (value >= 0) {
                                sum.addAndGet(value);
                                taken.incrementAndGet();
                            } else {
                                Thread.yield();
                            }
                        }
                    }
                }
            });
            final long count = (long) producers * each;
            assertEquals(count, taken.get());
            assertEquals(count * (count - 1) / 2, sum.get());
            try (MapCells cells = new MapCells(map)) {
                assertEquals(-Errno.ENOENT.number(), cells.pop());
            }
        }
    }
}
