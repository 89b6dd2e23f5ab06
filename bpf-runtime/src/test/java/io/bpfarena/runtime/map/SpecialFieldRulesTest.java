package io.bpfarena.runtime.map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.memory.NativeMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Maps whose values have locks, timers or workqueues. The answers of the kernel were observed on 6.18. */
class SpecialFieldRulesTest {
    /** A value of 40 bytes: a u64, a lock and a u32, a timer, a u64. */
    private static final SpecialFields LOCK_AND_TIMER = SpecialFields.of(
            new SpecialFields.Place(SpecialField.TIMER, 16), new SpecialFields.Place(SpecialField.SPIN_LOCK, 8));
    private static final SpecialFields TIMER =
            SpecialFields.of(new SpecialFields.Place(SpecialField.TIMER, 16));
    private static final int SIZE = 40;

    private static BpfMap make(final MapType type, final int flags, final SpecialFields fields) {
        return TestMaps.factory(1).create("test",
                new MapAttributes(type.number(), 4, SIZE, 2, flags, 0, 0).withFields(fields));
    }

    private static byte[] key(final int key) {
        return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(key).array();
    }

    /** All bytes alike. */
    private static byte[] value(final int content) {
        final byte[] bytes = new byte[SIZE];
        java.util.Arrays.fill(bytes, (byte) content);
        return bytes;
    }

    private static byte[] withZeros(final int content, final SpecialFields fields) {
        final byte[] bytes = value(content);
        for (final SpecialFields.Place place : fields.places()) {
            java.util.Arrays.fill(bytes, place.offset(), place.offset() + place.field().size(), (byte) 0);
        }
        return bytes;
    }

    private static long address(final BpfMap map, final int key) {
        try (MapCells cells = new MapCells(map)) {
            return cells.find(key);
        }
    }

    /** Type, flags, field, offset, answer. */
    @ParameterizedTest(name = "{2} in a {0}, flags {1}, at {3}: {4}")
    @CsvSource(delimiter = '|', value = {
        "ARRAY        | 0     | SPIN_LOCK     | 8  | OK",
        "HASH         | 0     | SPIN_LOCK     | 8  | OK",
        "HASH         | 1     | SPIN_LOCK     | 8  | OK",
        "LRU_HASH     | 0     | SPIN_LOCK     | 8  | EOPNOTSUPP",
        "PERCPU_ARRAY | 0     | SPIN_LOCK     | 8  | EOPNOTSUPP",
        "PERCPU_HASH  | 0     | SPIN_LOCK     | 8  | EOPNOTSUPP",
        "ARRAY        | 0x80  | SPIN_LOCK     | 8  | EACCES",
        "ARRAY        | 0x100 | SPIN_LOCK     | 8  | EACCES",
        "LRU_HASH     | 0x80  | SPIN_LOCK     | 8  | EACCES",
        "ARRAY        | 0x400 | SPIN_LOCK     | 8  | OK",
        "ARRAY        | 0     | RES_SPIN_LOCK | 36 | OK",
        "HASH         | 0     | RES_SPIN_LOCK | 0  | OK",
        "LRU_HASH     | 0     | RES_SPIN_LOCK | 0  | EOPNOTSUPP",
        "ARRAY        | 0     | TIMER         | 24 | OK",
        "HASH         | 0     | TIMER         | 24 | OK",
        "HASH         | 1     | TIMER         | 24 | OK",
        "LRU_HASH     | 0     | TIMER         | 24 | OK",
        "PERCPU_ARRAY | 0     | TIMER         | 24 | EOPNOTSUPP",
        "PERCPU_HASH  | 0     | WORKQUEUE     | 24 | EOPNOTSUPP",
        "LRU_PERCPU_HASH | 0  | WORKQUEUE     | 24 | EOPNOTSUPP",
        "ARRAY        | 0     | WORKQUEUE     | 24 | OK",
        "HASH         | 0     | WORKQUEUE     | 0  | OK",
        "LRU_HASH     | 0     | WORKQUEUE     | 0  | OK",
        "ARRAY        | 0     | TIMER         | 32 | EINVAL",
        "ARRAY        | 0     | TIMER         | 4  | EINVAL",
        "ARRAY        | 0     | SPIN_LOCK     | 40 | EINVAL",
        "ARRAY        | 0     | SPIN_LOCK     | -4 | EINVAL",
    })
    void shouldMakeMapsAsTheKernelDoes(
            final MapType type, final String flags, final SpecialField field, final int offset, final String answer) {
        final SpecialFields fields = SpecialFields.of(new SpecialFields.Place(field, offset));
        String given = "OK";
        try {
            make(type, Integer.decode(flags), fields).close();
        } catch (final MapException e) {
            given = e.errno().name();
        }
        assertEquals(answer, given);
    }

    @Test
    void shouldKnowAtMostOneOfEachAndNoneWithinAnother() {
        assertThrows(IllegalArgumentException.class, () -> SpecialFields.of(
                new SpecialFields.Place(SpecialField.TIMER, 0), new SpecialFields.Place(SpecialField.SPIN_LOCK, 12)));
        assertThrows(IllegalArgumentException.class, () -> SpecialFields.of(
                new SpecialFields.Place(SpecialField.TIMER, 0), new SpecialFields.Place(SpecialField.TIMER, 16)));
    }

    @ParameterizedTest
    @EnumSource(value = MapType.class, names = {"ARRAY", "HASH"})
    void shouldShowUserSpaceZerosAndLeaveFieldsAlone(final MapType type) {
        final BpfMap map = make(type, 0, LOCK_AND_TIMER);
        final MapView view = MapView.of(map);
        view.update(key(1), value(0x11), MapFlags.ANY);
        final long element = address(map, 1);
        assertEquals(0, NativeMemory.getInt(element + 8), "a new element has a free lock");
        assertEquals(0, NativeMemory.getLong(element + 16), "and a timer of zeros");
        assertEquals(0x11, NativeMemory.getByte(element + 12), "right behind the lock");
        NativeMemory.putLong(element + 16, -1);
        assertArrayEquals(withZeros(0x11, LOCK_AND_TIMER), view.lookup(key(1)).orElseThrow());
        view.forEach((k, v) -> {
            if (k[0] == 1) {
                assertArrayEquals(withZeros(0x11, LOCK_AND_TIMER), v);
            }
        });
        view.update(key(1), value(0x22), MapFlags.EXIST | MapFlags.LOCK);
        assertEquals(element, address(map, 1), "with BPF_F_LOCK a value is changed in place");
        assertEquals(-1, NativeMemory.getLong(element + 16));
        assertEquals(0, NativeMemory.getInt(element + 8), "the lock is free again");
        assertArrayEquals(withZeros(0x22, LOCK_AND_TIMER), view.lookup(key(1), MapFlags.LOCK).orElseThrow());
        map.close();
    }

    @Test
    void shouldTakeAnEntryOutUnderItsLock() {
        final BpfMap map = make(MapType.HASH, 0, LOCK_AND_TIMER);
        final MapView view = MapView.of(map);
        view.update(key(1), value(0x11), MapFlags.NOEXIST | MapFlags.LOCK);
        assertArrayEquals(withZeros(0x11, LOCK_AND_TIMER),
                view.lookupAndDelete(key(1), MapFlags.LOCK).orElseThrow());
        assertEquals(Optional.empty(), view.lookupAndDelete(key(1), MapFlags.LOCK));
        assertEquals(Optional.empty(), view.lookup(key(1), MapFlags.LOCK));
        map.close();
    }

    /** Type, whether there is a lock, flags of an update of a key that is there (1) or not (2), answer. */
    @ParameterizedTest
    @CsvSource({
        "ARRAY, true,  4, 1, OK",
        "ARRAY, true,  5, 1, EEXIST",
        "ARRAY, true,  6, 1, OK",
        "ARRAY, true,  7, 1, EINVAL",
        "ARRAY, true,  8, 1, EINVAL",
        "ARRAY, true,  4, 2, E2BIG",
        "ARRAY, false, 4, 1, EINVAL",
        "ARRAY, false, 4, 2, EINVAL",
        "HASH,  true,  4, 1, OK",
        "HASH,  true,  5, 1, EEXIST",
        "HASH,  true,  6, 1, OK",
        "HASH,  true,  7, 1, EINVAL",
        "HASH,  true,  4, 2, OK",
        "HASH,  true,  5, 2, OK",
        "HASH,  true,  6, 2, ENOENT",
        "HASH,  false, 4, 1, EINVAL",
        "LRU_HASH, false, 4, 1, EINVAL",
    })
    void shouldAnswerUpdatesWithBpfFLockAsTheKernelDoes(
            final MapType type, final boolean lock, final long flags, final int key, final String answer) {
        final BpfMap map = make(type, 0, lock ? LOCK_AND_TIMER : TIMER);
        final MapView view = MapView.of(map);
        view.update(key(1), value(1), MapFlags.ANY);
        String given = "OK";
        try {
            view.update(key(key), value(2), flags);
        } catch (final MapException e) {
            given = e.errno().name();
        }
        assertEquals(answer, given);
        map.close();
    }

    @Test
    void shouldRefuseToReadUnderALockThatThereIsNot() {
        final BpfMap map = make(MapType.HASH, 0, TIMER);
        final MapView view = MapView.of(map);
        assertEquals(Errno.EINVAL,
                assertThrows(MapException.class, () -> view.lookup(key(1), MapFlags.LOCK)).errno());
        assertEquals(Errno.EINVAL, assertThrows(MapException.class, () -> view.lookup(key(1), 1)).errno());
        assertEquals(Errno.EINVAL,
                assertThrows(MapException.class, () -> view.lookupAndDelete(key(1), MapFlags.LOCK)).errno());
        map.close();
    }

    /** Writers under the lock, readers under the lock: nobody sees half a value. */
    @ParameterizedTest
    @EnumSource(value = MapType.class, names = {"ARRAY", "HASH"})
    void shouldNeverShowHalfAValueUnderTheLock(final MapType type) throws Exception {
        final BpfMap map = make(type, 0, LOCK_AND_TIMER);
        final MapView view = MapView.of(map);
        view.update(key(1), value(1), MapFlags.ANY);
        Parallel.run(4, thread -> {
            for (int round = 0; round < 2000; round++) {
                if (thread % 2 == 0) {
                    view.update(key(1), value(1 + round % 100), MapFlags.LOCK);
                } else {
                    final byte[] seen = view.lookup(key(1), MapFlags.LOCK).orElseThrow();
                    assertArrayEquals(withZeros(seen[0], LOCK_AND_TIMER), seen);
                }
            }
        });
        map.close();
    }

    @Test
    void shouldWaitForTheLockOfAValue() throws Exception {
        final BpfMap map = make(MapType.ARRAY, 0, LOCK_AND_TIMER);
        final long lock = address(map, 1) + 8;
        assertTrue(SpinLockWord.acquire(lock, 1));
        assertFalse(SpinLockWord.acquire(lock, 1));
        final CountDownLatch started = new CountDownLatch(1);
        Parallel.run(thread -> {
            started.countDown();
            MapView.of(map).update(key(1), value(5), MapFlags.LOCK);
        }, thread -> {
            assertTrue(started.await(60, TimeUnit.SECONDS));
            assertEquals(-Errno.ETIMEDOUT.number(), updateLocked(map), "still held");
            assertEquals(0, NativeMemory.getLong(address(map, 1)), "so nothing was written");
            SpinLockWord.release(lock);
        });
        assertArrayEquals(withZeros(5, LOCK_AND_TIMER), MapView.of(map).lookup(key(1)).orElseThrow());
        map.close();
    }

    private static long updateLocked(final BpfMap map) {
        try (MapCells cells = new MapCells(map)) {
            return cells.update(1, 9, MapFlags.LOCK);
        }
    }

    @Test
    void shouldTellFieldsFromWhatLiesBesideThem() {
        for (final MapType type : new MapType[] {MapType.ARRAY, MapType.HASH}) {
            final BpfMap map = make(type, 0, LOCK_AND_TIMER);
            MapView.of(map).update(key(1), value(0), MapFlags.ANY);
            final long element = address(map, 1);
            final ElementFields fields = map.elementFields();
            assertEquals(element, fields.valueOf(SpecialField.SPIN_LOCK, element + 8));
            assertEquals(element, fields.valueOf(SpecialField.TIMER, element + 16));
            assertEquals(0, fields.valueOf(SpecialField.SPIN_LOCK, element));
            assertEquals(0, fields.valueOf(SpecialField.SPIN_LOCK, element + 16));
            assertEquals(0, fields.valueOf(SpecialField.TIMER, element + 8));
            assertEquals(0, fields.valueOf(SpecialField.WORKQUEUE, element + 16));
            assertEquals(0, fields.valueOf(SpecialField.SPIN_LOCK, 8));
            assertEquals(0, fields.valueOf(SpecialField.SPIN_LOCK, element + 8 + (1L << 40)));
            try (MapCells cells = new MapCells(map)) {
                fields.copyKey(element, cells.find(1));
                assertEquals(1, NativeMemory.getInt(cells.find(1)));
            }
            map.close();
        }
    }

    /** What ends the timer of an element. */
    private enum End {
        UPDATE(MapType.ARRAY), REPLACE(MapType.HASH), DELETE(MapType.HASH), TAKE(MapType.HASH), CLOSE(MapType.HASH),
        REPLACE_LRU(MapType.LRU_HASH), EVICT(MapType.LRU_HASH), DELETE_LRU(MapType.LRU_HASH), CLOSE_ARRAY(MapType.ARRAY);

        private final MapType type;

        End(final MapType type) {
            this.type = type;
        }

        void happen(final BpfMap map) {
            final MapView view = MapView.of(map);
            switch (this) {
                case UPDATE, REPLACE, REPLACE_LRU -> view.update(key(1), value(1), MapFlags.ANY);
                case DELETE, DELETE_LRU -> view.delete(key(1));
                case TAKE -> view.lookupAndDelete(key(1));
                case CLOSE, CLOSE_ARRAY -> map.close();
                case EVICT -> {
                    for (int other = 10; other < 20; other++) {
                        view.update(key(other), value(0), MapFlags.ANY);
                    }
                }
                default -> throw new AssertionError(this);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void shouldEndTasksWithTheirElement(final End end) {
        final BpfMap map = make(end.type, 0, TIMER);
        MapView.of(map).update(key(1), value(0), MapFlags.ANY);
        final long timer = address(map, 1) + 16;
        final AtomicInteger ends = new AtomicInteger();
        assertEquals(0, map.elementFields().attach(timer, ends::incrementAndGet));
        assertEquals(-Errno.EBUSY.number(), map.elementFields().attach(timer, ends::incrementAndGet));
        assertEquals(0, ends.get());
        end.happen(map);
        assertEquals(1, ends.get());
        assertEquals(null, map.elementFields().task(timer));
        map.close();
    }

    /** Observed on 6.18: a locked update of an array ends the timer too, one of a hash does not. */
    @ParameterizedTest
    @CsvSource({"ARRAY, 1", "HASH, 0"})
    void shouldEndTasksByALockedUpdateOfAnArrayOnly(final MapType type, final int expected) {
        final BpfMap map = make(type, 0, LOCK_AND_TIMER);
        MapView.of(map).update(key(1), value(0), MapFlags.ANY);
        final AtomicInteger ends = new AtomicInteger();
        map.elementFields().attach(address(map, 1) + 16, ends::incrementAndGet);
        MapView.of(map).update(key(1), value(1), MapFlags.LOCK);
        assertEquals(expected, ends.get());
        map.close();
    }

    /** Somebody else still holds the map: its memory is there, but it has no user any more. */
    @Test
    void shouldLetNothingBeStartedInAMapThatWasClosed() {
        final BpfMap map = make(MapType.ARRAY, 0, TIMER);
        final long timer = address(map, 1) + 16;
        final AtomicInteger ends = new AtomicInteger();
        try (MapHold hold = MapHold.of(map).orElseThrow()) {
            assertEquals(0, map.elementFields().attach(timer, ends::incrementAndGet));
            map.close();
            assertEquals(1, ends.get());
            assertEquals(-Errno.EPERM.number(), map.elementFields().attach(timer, ends::incrementAndGet));
            assertEquals(2, ends.get(), "what could not stay is told so");
            assertTrue(map.elementFields().isClosed());
            assertEquals(map, hold.map());
        }
        assertEquals(Optional.empty(), MapHold.of(map));
    }

    /** btf_record_equal. */
    @Test
    void shouldCompareFieldsOfInnerMaps() {
        final MapAttributes template = new MapAttributes(MapType.ARRAY.number(), 4, SIZE, 2, 0, 0, 0).withFields(TIMER);
        final BpfMap outer = TestMaps.factory(1).create("outer",
                new MapAttributes(MapType.ARRAY_OF_MAPS.number(), 4, 4, 1, 0, 0, 0).withInnerMap(template));
        final BpfMap plain = make(MapType.ARRAY, 0, SpecialFields.NONE);
        final BpfMap timed = make(MapType.ARRAY, 0, TIMER);
        assertEquals(Errno.EINVAL, assertThrows(MapException.class,
                () -> MapView.of(outer).put(key(0), plain, MapFlags.ANY)).errno());
        MapView.of(outer).put(key(0), timed, MapFlags.ANY);
        outer.close();
        plain.close();
        timed.close();
    }
}
