package io.bpfarena.runtime.map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.conformance.Environment;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Maps as Java uses them, beside what ElementRulesTest tells of each type. */
class MapViewTest {
    private static final byte[] VALUE = {1, 2, 3, 4, 5, 6, 7, 8};

    private static byte[] key(final int number) {
        return new byte[] {(byte) number, (byte) (number >> 8), 0, 0};
    }

    private static BpfMap hash(final int entries) {
        return TestMaps.make(MapType.HASH, 4, 8, entries);
    }

    @Test
    void shouldTakeAndGiveSegmentsOfAnyKind() {
        try (BpfMap map = hash(10); Arena scope = Arena.ofConfined()) {
            final MapView view = MapView.of(map);
            final MemorySegment key = scope.allocate(4);
            final MemorySegment value = scope.allocate(8);
            assertFalse(view.lookup(key, value));
            view.update(key, MemorySegment.ofArray(VALUE), MapFlags.ANY);
            assertTrue(view.lookup(key, value));
            assertArrayEquals(VALUE, value.toArray(ValueLayout.JAVA_BYTE));
            final byte[] onHeap = new byte[8];
            assertTrue(view.lookup(MemorySegment.ofArray(key(0)), MemorySegment.ofArray(onHeap)));
            assertArrayEquals(VALUE, onHeap);
        }
    }

    @Test
    void shouldRefuseKeysAndValuesOfAnotherSize() {
        try (BpfMap map = hash(10)) {
            final MapView view = MapView.of(map);
            assertEquals("map 'test': a key must have 4 bytes: 3 (EINVAL)",
                    assertThrows(MapException.class, () -> view.lookup(new byte[3])).getMessage());
            assertEquals("map 'test': a value must have 8 bytes: 9 (EINVAL)", assertThrows(MapException.class,
                    () -> view.update(key(1), new byte[9], MapFlags.ANY)).getMessage());
            assertThrows(MapException.class, () -> view.nextKey(new byte[0]));
            assertThrows(MapException.class, () -> view.delete(new byte[5]));
            assertThrows(MapException.class,
                    () -> view.lookup(MemorySegment.ofArray(key(1)), MemorySegment.ofArray(new byte[7])));
        }
    }

    @Test
    void shouldSayWhatWasRefusedAndWhy() {
        try (BpfMap map = hash(10)) {
            assertEquals("map 'test': update refused (ENOENT)", assertThrows(MapException.class,
                    () -> MapView.of(map).update(key(1), VALUE, MapFlags.EXIST)).getMessage());
            assertEquals("map 'test': update with BPF_F_LOCK refused: there is no bpf_spin_lock in its values "
                    + "(EINVAL)", assertThrows(MapException.class,
                            () -> MapView.of(map).update(key(1), VALUE, MapFlags.LOCK)).getMessage());
        }
    }

    @Test
    void shouldGoThroughAllEntriesEvenIfTheyAreDeletedMeanwhile() {
        try (BpfMap map = hash(1000)) {
            final MapView view = MapView.of(map);
            for (int i = 0; i < 1000; i++) {
                view.update(key(i), VALUE, MapFlags.ANY);
            }
            final Set<Integer> seen = new HashSet<>();
            view.forEach((key, value) -> {
                assertTrue(seen.add(key[0] & 0xFF | key[1] << 8), "seen once");
                assertArrayEquals(VALUE, value);
                assertTrue(view.delete(key));
            });
            assertEquals(1000, seen.size());
            assertTrue(view.nextKey(null).isEmpty());
        }
    }

    /** Entries that stay are seen exactly once, while others come and go in the same chains. */
    @Test
    void shouldSeeWhatStaysOnceWhileOthersComeAndGo() throws Exception {
        try (BpfMap map = hash(200)) {
            final MapView view = MapView.of(map);
            for (int i = 0; i < 100; i++) {
                view.update(key(i), VALUE, MapFlags.ANY);
            }
            final AtomicBoolean done = new AtomicBoolean();
            Parallel.run(
                    thread -> {
                        for (int i = 0; !done.get(); i++) {
                            final byte[] key = key(1000 + i % 50);
                            view.update(key, VALUE, MapFlags.ANY);
                            view.delete(key);
                        }
                    },
                    thread -> {
                        try {
                            for (int round = 0; round < 2000; round++) {
                                final Set<Integer> seen = new HashSet<>();
                                view.forEach((key, value) -> {
                                    final int number = key[0] & 0xFF | key[1] << 8;
                                    assertTrue(number >= 1000 || seen.add(number));
                                });
                                assertEquals(100, seen.size());
                            }
                        } finally {
                            done.set(true);
                        }
                    });
        }
    }

    @Test
    void shouldRefuseAMapThatWasClosed() {
        final BpfMap map = hash(10);
        final MapView view = MapView.of(map);
        map.close();
        assertThrows(IllegalStateException.class, () -> view.lookup(key(1)));
        assertThrows(IllegalStateException.class, () -> view.update(key(1), VALUE, MapFlags.ANY));
        assertThrows(IllegalStateException.class, () -> view.delete(key(1)));
        assertThrows(IllegalStateException.class, () -> view.nextKey(null));
        assertThrows(IllegalStateException.class, () -> view.forEach((key, value) -> { }));
    }

    /** Closing pulls no memory from under a call that is under way. */
    @Test
    void shouldSurviveBeingClosedWhileItIsUsed() throws Exception {
        for (int round = 0; round < 300; round++) {
            final BpfMap map = hash(10);
            final MapView view = MapView.of(map);
            Parallel.run(
                    thread -> {
                        try {
                            for (int i = 0; i < 100; i++) {
                                view.update(key(i % 10), VALUE, MapFlags.ANY);
                                view.forEach((key, value) -> assertArrayEquals(VALUE, value));
                            }
                        } catch (final IllegalStateException e) {
                            assertEquals("map 'test' was closed", e.getMessage());
                        }
                    },
                    thread -> map.close());
        }
    }

    /** Observed on 6.18. */
    @Test
    void shouldAnswerForAnArenaAsTheKernelDoes() {
        final List<BpfMap> maps = Environment.ARENA.maps();
        final MapView arena = MapView.of(maps.get(2));
        final byte[] none = new byte[0];
        for (final Executable operation : List.<Executable>of(
                () -> arena.lookup(none), () -> arena.update(none, none, MapFlags.ANY), () -> arena.delete(none))) {
            assertEquals(Errno.EINVAL, assertThrows(MapException.class, operation).errno());
        }
        assertEquals(Errno.EOPNOTSUPP, assertThrows(MapException.class, () -> arena.nextKey(null)).errno());
        maps.forEach(BpfMap::close);
    }

    @Test
    void shouldGoOnFromThePlaceWhereItStopped() {
        for (final MapType type : List.of(MapType.HASH, MapType.ARRAY, MapType.LRU_HASH, MapType.PERCPU_HASH)) {
            try (BpfMap map = TestMaps.make(type, 4, 8, 64)) {
                final MapView view = MapView.of(map);
                for (int i = 0; i < 40; i++) {
                    view.update(key(i), new byte[(int) view.valueSize()], MapFlags.ANY);
                }
                final Set<Integer> seen = new HashSet<>();
                final long[] place = {0};
                final boolean[] stopped = {true};
                while (stopped[0]) {
                    stopped[0] = false;
                    final int before = seen.size();
                    view.forEachFrom(place[0], (at, key, _) -> {
                        if (seen.size() - before >= 7 && at != place[0]) {
                            stopped[0] = true;
                            place[0] = at;
                            return false;
                        }
                        assertTrue(at >= place[0]);
                        place[0] = at;
                        seen.add(key[0] & 0xFF);
                        return true;
                    });
                }
                assertTrue(seen.size() >= 40, () -> type + " " + seen);
                view.forEachFrom(Long.MAX_VALUE, (_, _, _) -> {
                    throw new AssertionError("an entry past the end");
                });
                assertThrows(IllegalArgumentException.class, () -> view.forEachFrom(-1, (_, _, _) -> true));
            }
        }
    }

    @Test
    void shouldNotWriteToAFrozenMap() {
        try (BpfMap map = hash(10)) {
            final MapView view = MapView.of(map);
            view.update(key(1), VALUE, MapFlags.ANY);
            assertFalse(view.isFrozen());
            view.freeze();
            assertTrue(view.isFrozen());
            assertArrayEquals(VALUE, view.lookup(key(1)).orElseThrow());
            for (final Executable write : List.<Executable>of(
                    () -> view.update(key(1), VALUE, MapFlags.ANY), () -> view.delete(key(1)),
                    () -> view.lookupAndDelete(key(1)))) {
                assertEquals(Errno.EPERM, assertThrows(MapException.class, write).errno());
            }
        }
    }
}
