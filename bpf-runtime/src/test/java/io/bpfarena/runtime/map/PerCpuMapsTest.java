package io.bpfarena.runtime.map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.memory.NativeMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Maps of whose values each CPU has its own: what programs see of them and what user space sees. */
class PerCpuMapsTest {
    private static final int CPUS = 3;
    private static final byte[] KEY_1 = {1, 0, 0, 0};

    private static BpfMap map(final MapType type, final int valueSize, final int entries) {
        return TestMaps.make(CPUS, type, 4, valueSize, entries, 0);
    }

    private static long[] all(final BpfMap map) {
        return MapView.of(map).lookup(KEY_1).map(PerCpuMapsTest::longs).orElse(new long[0]);
    }

    private static long[] longs(final byte[] bytes) {
        final long[] values = new long[bytes.length / 8];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(values);
        return values;
    }

    private static byte[] bytes(final long... values) {
        final ByteBuffer bytes = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return bytes.array();
    }

    @ParameterizedTest
    @EnumSource(names = {"PERCPU_ARRAY", "PERCPU_HASH", "LRU_PERCPU_HASH"})
    void shouldGiveEachCpuItsOwnValue(final MapType type) {
        try (BpfMap map = map(type, 8, 2); MapCells cells = new MapCells(map)) {
            assertEquals(0, cells.update(1, 10, MapFlags.ANY, 0));
            assertEquals(0, cells.update(1, 11, MapFlags.ANY, 1));
            assertEquals(10, cells.get(1, 0));
            assertEquals(11, cells.get(1, 1));
            assertEquals(0, cells.get(1, 2));
            assertArrayEquals(new long[] {10, 11, 0}, all(map));
            assertEquals(10, cells.get(1), "without a CPU it is that of CPU 0");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PERCPU_ARRAY", "PERCPU_HASH", "LRU_PERCPU_HASH"})
    void shouldLetUserSpaceReadAndWriteAllAtOnce(final MapType type) {
        try (BpfMap map = map(type, 8, 2); MapCells cells = new MapCells(map)) {
            assertEquals(24, MapView.of(map).valueSize());
            MapView.of(map).update(KEY_1, bytes(5, 6, 7), MapFlags.ANY);
            assertEquals(5, cells.get(1, 0));
            assertEquals(6, cells.get(1, 1));
            assertEquals(7, cells.get(1, 2));
            assertArrayEquals(new long[] {5, 6, 7}, all(map));
        }
    }

    /** Observed on 6.18: of values of twelve bytes user space reads and writes sixteen of each CPU, with padding. */
    @ParameterizedTest
    @EnumSource(names = {"PERCPU_ARRAY", "PERCPU_HASH"})
    void shouldRoundEachValueUpToEightBytes(final MapType type) {
        try (BpfMap map = map(type, 12, 2); MapCells cells = new MapCells(map)) {
            MapView.of(map).update(KEY_1, bytes(1, -1, 2, -1, 3, -1), MapFlags.ANY);
            assertArrayEquals(new long[] {1, -1, 2, -1, 3, -1}, all(map));
            assertEquals(0, cells.update(1, 9, MapFlags.ANY, 1));
            assertEquals(0xFFFF_FFFFL, all(map)[3] >>> 32, "what a program writes are twelve bytes");
        }
    }

    /** Observed on 6.18: a new entry made on CPU 0 is zero on CPU 1, also in the memory of one that was deleted. */
    @ParameterizedTest
    @EnumSource(names = {"PERCPU_HASH", "LRU_PERCPU_HASH"})
    void shouldStartWithZerosOnTheOtherCpus(final MapType type) {
        try (BpfMap map = map(type, 8, 1); MapCells cells = new MapCells(map)) {
            assertEquals(0, cells.update(1, 44, MapFlags.ANY, 0));
            assertArrayEquals(new long[] {44, 0, 0}, all(map));
            MapView.of(map).update(KEY_1, bytes(1, 2, 3), MapFlags.ANY);
            assertEquals(0, cells.update(1, 45, MapFlags.EXIST, 0));
            assertArrayEquals(new long[] {45, 2, 3}, all(map), "an entry that is there is changed in place");
            assertEquals(0, cells.delete(1));
            assertEquals(0, cells.update(1, 46, MapFlags.NOEXIST, 2));
            assertArrayEquals(new long[] {0, 0, 46}, all(map));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PERCPU_ARRAY", "PERCPU_HASH", "LRU_PERCPU_HASH"})
    void shouldAnswerProgramsAsTheKernelDoes(final MapType type) {
        try (BpfMap map = map(type, 8, 2); MapCells cells = new MapCells(map)) {
            cells.update(1, 1, MapFlags.ANY, 0);
            assertEquals(-Errno.EEXIST.number(), cells.update(1, 1, MapFlags.NOEXIST, 0));
            assertEquals(-Errno.EINVAL.number(), cells.update(1, 1, MapFlags.LOCK, 0));
            assertEquals(-Errno.EINVAL.number(), cells.update(1, 1, 3, 0));
            if (type == MapType.PERCPU_ARRAY) {
                assertEquals(-Errno.E2BIG.number(), cells.update(9, 1, MapFlags.ANY, 0));
                assertEquals(-Errno.EINVAL.number(), cells.delete(1));
            } else {
                assertEquals(-Errno.ENOENT.number(), cells.update(9, 1, MapFlags.EXIST, 0));
                assertEquals(-Errno.ENOENT.number(), cells.delete(9));
            }
            assertEquals(-1, cells.get(9, 0));
            assertEquals(-1, cells.get(1, CPUS), "observed on 6.18: no value for a CPU that is not there");
            assertEquals(-1, cells.get(1, -1));
            assertEquals(-Errno.EINVAL.number(), cells.update(1, 1, MapFlags.ANY, CPUS));
        }
    }

    /** No two CPUs write to the same 64 bytes, and all lie within what programs may reach. */
    @ParameterizedTest
    @EnumSource(names = {"PERCPU_ARRAY", "PERCPU_HASH", "LRU_PERCPU_HASH"})
    void shouldKeepTheCpusApart(final MapType type) {
        try (BpfMap map = map(type, 8, 1)) {
            final List<Long> addresses = new ArrayList<>();
            try (MapCells cells = new MapCells(map)) {
                cells.update(0, 1, MapFlags.ANY, 0);
            }
            map.forEach(0, (key, value) -> {
                for (int cpu = 0; cpu < CPUS; cpu++) {
                    addresses.add(map.lookup(key, cpu));
                }
                return true;
            });
            assertEquals(CPUS, addresses.size());
            for (int cpu = 0; cpu < CPUS; cpu++) {
                assertTrue(map.regions().getFirst().contains(addresses.get(cpu), 8));
                if (cpu > 0) {
                    assertTrue(addresses.get(cpu) - addresses.get(cpu - 1) >= 64);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PERCPU_ARRAY", "PERCPU_HASH", "LRU_PERCPU_HASH"})
    void shouldGoThroughTheValuesOfOneCpu(final MapType type) {
        try (BpfMap map = map(type, 8, 5); MapCells cells = new MapCells(map)) {
            for (int i = 0; i < 5; i++) {
                cells.update(i, i, MapFlags.ANY, 0);
                cells.update(i, 100 * i, MapFlags.ANY, 1);
            }
            final long[] sum = new long[1];
            assertEquals(5, map.forEach(1, (key, value) -> {
                assertEquals(100 * NativeMemory.getInt(key), NativeMemory.getLong(value));
                sum[0] += NativeMemory.getLong(value);
                return true;
            }));
            assertEquals(1000, sum[0]);
        }
    }

    /**
     * Each thread is a CPU, and needs no atomic instruction to count. There are more entries than keys, since an LRU
     * hash that is full may evict one while two threads insert another.
     */
    @ParameterizedTest
    @EnumSource(names = {"PERCPU_ARRAY", "PERCPU_HASH", "LRU_PERCPU_HASH"})
    void shouldCountOnAllCpusAtOnce(final MapType type) throws Exception {
        final int rounds = 100_000;
        try (BpfMap map = map(type, 8, 64)) {
            Parallel.run(CPUS, cpu -> {
                try (MapCells cells = new MapCells(map)) {
                    for (int i = 0; i < rounds; i++) {
                        final int key = i % 16;
                        if (cells.get(key, cpu) < 0) {
                            final long made = cells.update(key, 0, MapFlags.NOEXIST, cpu);
                            assertTrue(made == 0 || made == -Errno.EEXIST.number());
                        }
                        assertEquals(0, cells.update(key, cells.get(key, cpu) + 1, MapFlags.EXIST, cpu));
                    }
                }
            });
            final long[] sums = new long[CPUS];
            MapView.of(map).forEach((key, value) -> {
                for (int cpu = 0; cpu < CPUS; cpu++) {
                    sums[cpu] += longs(value)[cpu];
                }
            });
            assertArrayEquals(new long[] {rounds, rounds, rounds}, sums);
        }
    }

    @Test
    void shouldHoldExactlyAsManyEntriesAsItMay() throws Exception {
        final int entries = 500;
        try (BpfMap map = map(MapType.PERCPU_HASH, 8, entries)) {
            final long[] inserted = new long[CPUS];
            Parallel.run(CPUS, cpu -> {
                try (MapCells cells = new MapCells(map)) {
                    for (int i = 0; i < entries; i++) {
                        final long result = cells.update(cpu * 10_000 + i, i, MapFlags.ANY, cpu);
                        assertTrue(result == 0 || result == -Errno.E2BIG.number());
                        inserted[cpu] += result == 0 ? 1 : 0;
                    }
                }
            });
            assertEquals(entries, inserted[0] + inserted[1] + inserted[2]);
        }
    }
}
