package io.bpfarena.runtime.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.memory.MemoryRegion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HashTableMapTest {
    private static final long SEED = Long.getLong("bpfarena.fuzz.seed", System.nanoTime());

    private static BpfMap hash(final int entries) {
        return hash(8, 16, entries);
    }

    private static BpfMap hash(final int keySize, final int valueSize, final int entries) {
        return HashTableMap.create("hash", new MapAttributes(1, keySize, valueSize, entries, 0, 0, 0),
                MapMemoryBudget.unlimited());
    }

    @Test
    void shouldAnswerAsTheKernelDoes() {
        try (BpfMap map = hash(2); MapCells cells = new MapCells(map)) {
            assertEquals(-1, cells.get(1));
            assertEquals(-Errno.ENOENT.number(), cells.update(1, 10, MapFlags.EXIST));
            assertEquals(0, cells.update(1, 10, MapFlags.NOEXIST));
            assertEquals(-Errno.EEXIST.number(), cells.update(1, 11, MapFlags.NOEXIST));
            assertEquals(10, cells.get(1));
            assertEquals(0, cells.update(1, 12, MapFlags.EXIST));
            assertEquals(12, cells.get(1));
            assertEquals(0, cells.update(2, 20, MapFlags.ANY));
            assertEquals(-Errno.E2BIG.number(), cells.update(3, 30, MapFlags.ANY));
            assertEquals(0, cells.update(2, 21, MapFlags.ANY), "a full map can still be changed");
            assertEquals(-Errno.EINVAL.number(), cells.update(1, 1, 3));
            assertEquals(-Errno.EINVAL.number(), cells.update(1, 1, MapFlags.LOCK));
            assertEquals(-Errno.ENOENT.number(), cells.delete(3));
            assertEquals(0, cells.delete(1));
            assertEquals(-Errno.ENOENT.number(), cells.delete(1));
            assertEquals(0, cells.update(3, 30, MapFlags.ANY));
            assertEquals(Errno.EOPNOTSUPP, assertThrows(MapException.class, () -> map.directValueAddress(0)).errno());
        }
    }

    @Test
    void shouldKeepAValueWhereItIsUntilItIsReplaced() {
        try (BpfMap map = hash(100); MapCells cells = new MapCells(map)) {
            cells.update(1, 10, MapFlags.ANY);
            final long address = cells.find(1);
            for (int i = 2; i < 100; i++) {
                cells.update(i, i, MapFlags.ANY);
            }
            assertEquals(address, cells.find(1));
            assertEquals(10, MapCells.at(address));
            cells.update(1, 11, MapFlags.ANY);
            assertNotEquals(address, cells.find(1), "a new element, so that nobody sees half a value");
            assertEquals(10, MapCells.at(address), "who still looks at the old one sees it whole");
        }
    }

    @Test
    void shouldLetProgramsReachValuesAlone() {
        try (BpfMap map = hash(3); MapCells cells = new MapCells(map)) {
            final MemoryRegion region = map.regions().getFirst();
            for (int i = 0; i < 3; i++) {
                cells.update(i, i, MapFlags.ANY);
                assertTrue(region.contains(cells.find(i), 16));
            }
            assertEquals(1, map.regions().size());
            assertEquals((3 + 64) * 16, region.length());
        }
    }

    @Test
    void shouldCompareTheWholeKey() {
        try (BpfMap map = hash(13, 8, 10)) {
            try (MapCells cells = new MapCells(map)) {
                assertEquals(0, cells.update(1L << 56, 1, MapFlags.ANY));
                assertEquals(0, cells.update(1L << 48, 2, MapFlags.ANY));
                assertEquals(1, cells.get(1L << 56));
                assertEquals(2, cells.get(1L << 48));
                assertEquals(-1, cells.get(0));
            }
        }
    }

    @Test
    void shouldGoThroughAllKeysOnce() {
        try (BpfMap map = hash(1000); MapCells cells = new MapCells(map)) {
            assertEquals(-Errno.ENOENT.number(), cells.next(null));
            for (long i = 0; i < 1000; i++) {
                assertEquals(0, cells.update(i * 7919, i, MapFlags.ANY));
            }
            final Set<Long> seen = new HashSet<>();
            for (long key = cells.next(null); key >= 0; key = cells.next(key)) {
                assertTrue(seen.add(key), "twice: " + key);
            }
            assertEquals(1000, seen.size());
            assertTrue(cells.next(12345L) >= 0, "a key that is not there starts again");
        }
    }

    @Test
    void shouldDeleteAllWhileGoingThrough() {
        try (BpfMap map = hash(1000); MapCells cells = new MapCells(map)) {
            for (long i = 0; i < 1000; i++) {
                cells.update(i, i, MapFlags.ANY);
            }
            int deleted = 0;
            for (long key = cells.next(null); key >= 0; key = cells.next(null)) {
                assertEquals(0, cells.delete(key));
                deleted++;
            }
            assertEquals(1000, deleted);
        }
    }

    @Test
    void shouldAgreeWithAMapOfJavas() {
        final SplittableRandom random = new SplittableRandom(SEED);
        final Map<Long, Long> model = new HashMap<>();
        final int entries = 64;
        try (BpfMap map = hash(entries); MapCells cells = new MapCells(map)) {
            for (int step = 0; step < 300_000; step++) {
                final String where = "seed %d, step %d".formatted(SEED, step);
                final long key = random.nextInt(100);
                switch (random.nextInt(3)) {
                    case 0 -> assertEquals(model.remove(key) == null ? -Errno.ENOENT.number() : 0, cells.delete(key),
                            where);
                    case 1 -> assertEquals(model.getOrDefault(key, -1L), cells.get(key), where);
                    default -> {
                        final long flags = random.nextInt(3);
                        assertEquals(expected(model, key, flags, entries), cells.update(key, step, flags), where);
                        if (expected(model, key, flags, entries) == 0) {
                            model.put(key, (long) step);
                        }
                    }
                }
            }
        }
    }

    private static long expected(final Map<Long, Long> model, final long key, final long flags, final int entries) {
        if (model.containsKey(key)) {
            return flags == MapFlags.NOEXIST ? -Errno.EEXIST.number() : 0;
        }
        if (flags == MapFlags.EXIST) {
            return -Errno.ENOENT.number();
        }
        return model.size() == entries ? -Errno.E2BIG.number() : 0;
    }

    @Test
    void shouldHoldExactlyAsManyAsItMayWhenManyInsert() throws Exception {
        final int entries = 1000;
        try (BpfMap map = hash(entries)) {
            final AtomicInteger inserted = new AtomicInteger();
            inParallel(4, thread -> {
                try (MapCells cells = new MapCells(map)) {
                    for (int i = 0; i < entries; i++) {
                        final long result = cells.update(thread * 10_000 + i, i, MapFlags.ANY);
                        assertTrue(result == 0 || result == -Errno.E2BIG.number());
                        if (result == 0) {
                            inserted.incrementAndGet();
                        }
                    }
                }
            });
            assertEquals(entries, inserted.get());
        }
    }

    /** Keys that nobody touches are always found, with the value they have, while others come and go beside them. */
    @Test
    void shouldAlwaysFindWhatIsThereWhileOthersChangeTheMap() throws Exception {
        final int stable = 64;
        try (BpfMap map = hash(256)) {
            try (MapCells cells = new MapCells(map)) {
                for (int i = 0; i < stable; i++) {
                    assertEquals(0, cells.update(i, i * 3, MapFlags.ANY));
                }
            }
            final AtomicBoolean done = new AtomicBoolean();
            inParallel(4, thread -> {
                try (MapCells cells = new MapCells(map)) {
                    if (thread < 2) {
                        try {
                            churn(cells, thread);
                        } finally {
                            done.set(true);
                        }
                    } else {
                        for (long i = 0; !done.get(); i = (i + 1) % stable) {
                            assertEquals(i * 3, cells.get(i));
                        }
                    }
                }
            });
            try (MapCells cells = new MapCells(map)) {
                for (long key = cells.next(null); key >= 0; key = cells.next(key)) {
                    assertTrue(key < stable, "left behind: " + key);
                }
            }
        }
    }

    private static void churn(final MapCells cells, final int thread) {
        final List<Long> mine = new ArrayList<>();
        final SplittableRandom random = new SplittableRandom(thread);
        for (int round = 0; round < 200_000; round++) {
            if (mine.size() < 80 && random.nextBoolean()) {
                final long key = 1_000_000L * (thread + 1) + round;
                assertEquals(0, cells.update(key, round, MapFlags.NOEXIST));
                mine.add(key);
            } else if (!mine.isEmpty()) {
                final long key = mine.get(random.nextInt(mine.size()));
                assertEquals(0, cells.update(key, -round, MapFlags.EXIST));
                if (random.nextBoolean()) {
                    mine.remove(key);
                    assertEquals(0, cells.delete(key));
                    assertEquals(0, cells.find(key));
                }
            }
        }
        mine.forEach(key -> assertEquals(0, cells.delete(key)));
    }

    /** Work for one of several threads. */
    @FunctionalInterface
    private interface Work {
        void run(int thread);
    }

    private static void inParallel(final int threads, final Work work) throws Exception {
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            final List<Callable<Void>> calls = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                final int number = thread;
                calls.add(() -> {
                    work.run(number);
                    return null;
                });
            }
            for (final Future<Void> result : executor.invokeAll(calls, 60, TimeUnit.SECONDS)) {
                assertFalse(result.isCancelled());
                result.get();
            }
        }
    }
}
