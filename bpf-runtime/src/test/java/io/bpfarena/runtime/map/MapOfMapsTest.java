package io.bpfarena.runtime.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.linux.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Maps in maps: what may be put where, and how long what was put there lives. */
@Timeout(60)
class MapOfMapsTest {
    private static final MapFactory FACTORY = TestMaps.factory(2);
    private static final MapAttributes TEMPLATE = array(8, 4, 0);

    private static MapAttributes array(final int valueSize, final int entries, final int flags) {
        return new MapAttributes(MapType.ARRAY.number(), 4, valueSize, entries, flags, 0, 0);
    }

    private static BpfMap outer(final MapType type, final MapAttributes template) {
        return FACTORY.create("outer", new MapAttributes(type.number(), 4, 4, 2, 0, 0, 0).withInnerMap(template));
    }

    private static byte[] key(final int number) {
        return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array();
    }

    private static Errno refused(final BpfMap outer, final int key, final BpfMap inner, final long flags) {
        return assertThrows(MapException.class, () -> MapView.of(outer).put(key(key), inner, flags)).errno();
    }

    @ParameterizedTest
    @EnumSource(names = {"ARRAY_OF_MAPS", "HASH_OF_MAPS"})
    void shouldFindTheMapThatWasPut(final MapType type) {
        try (BpfMap outer = outer(type, TEMPLATE); BpfMap inner = FACTORY.create("inner", TEMPLATE)) {
            final MapView view = MapView.of(outer);
            assertTrue(view.innerMap(key(0)).isEmpty());
            view.put(key(0), inner, MapFlags.ANY);
            try (MapHold hold = view.innerMap(key(0)).orElseThrow()) {
                assertSame(inner, hold.map());
            }
            assertEquals(inner.id(), ByteBuffer.wrap(view.lookup(key(0)).orElseThrow())
                    .order(ByteOrder.LITTLE_ENDIAN).getInt(), "user space reads the number");
            assertTrue(view.delete(key(0)));
            assertTrue(view.innerMap(key(0)).isEmpty());
            assertFalse(view.delete(key(0)));
        }
    }

    /** Observed on 6.18. */
    @Test
    void shouldAnswerForAnArrayAsTheKernelDoes() {
        try (BpfMap outer = outer(MapType.ARRAY_OF_MAPS, TEMPLATE); BpfMap inner = FACTORY.create("inner", TEMPLATE)) {
            for (final long flags : List.of(1L, 2L, 3L, 4L, 8L)) {
                assertEquals(Errno.EINVAL, refused(outer, 0, inner, flags));
            }
            assertEquals(Errno.E2BIG, refused(outer, 2, inner, MapFlags.ANY));
            assertEquals(Errno.EBADF, assertThrows(MapException.class,
                    () -> MapView.of(outer).update(key(0), key(5), MapFlags.ANY)).errno());
            assertEquals(Errno.EINVAL, assertThrows(MapException.class,
                    () -> MapView.of(inner).put(key(0), inner, MapFlags.ANY)).errno(), "no map of maps");
        }
    }

    /** Observed on 6.18. */
    @Test
    void shouldAnswerForAHashAsTheKernelDoes() {
        try (BpfMap outer = outer(MapType.HASH_OF_MAPS, TEMPLATE); BpfMap inner = FACTORY.create("inner", TEMPLATE)) {
            assertEquals(Errno.ENOENT, refused(outer, 0, inner, MapFlags.EXIST));
            for (final long flags : List.of(3L, 4L, 8L)) {
                assertEquals(Errno.EINVAL, refused(outer, 0, inner, flags));
            }
            MapView.of(outer).put(key(0), inner, MapFlags.NOEXIST);
            assertEquals(Errno.EEXIST, refused(outer, 0, inner, MapFlags.NOEXIST));
            MapView.of(outer).put(key(0), inner, MapFlags.EXIST);
            MapView.of(outer).put(key(1), inner, MapFlags.ANY);
            assertEquals(Errno.E2BIG, refused(outer, 2, inner, MapFlags.ANY));
            final List<Integer> keys = new ArrayList<>();
            MapView.of(outer).forEach((key, value) -> {
                keys.add(ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN).getInt());
                assertEquals(4, value.length);
            });
            assertEquals(2, keys.size());
        }
    }

    /** bpf_map_meta_equal: template, candidate, whether it may be put; observed on 6.18. */
    @ParameterizedTest
    @CsvSource({
        "2 4 8 4 0,       2 4 8 4 0,       true",
        "2 4 8 4 0,       2 4 8 5 0,       false",
        "2 4 8 4 0,       2 4 16 4 0,      false",
        "2 4 8 4 0,       2 4 8 4 0x80,    false",
        "2 4 8 4 0,       1 4 8 4 0,       false",
        "2 4 8 4 0x1000,  2 4 8 9 0x1000,  true",
        "2 4 8 4 0x1000,  2 4 8 4 0,       false",
        "1 4 8 4 0,       1 4 8 9 0,       true",
        "1 4 8 4 0,       1 4 8 4 1,       false",
        "1 4 8 4 0,       1 8 8 4 0,       false",
        "6 4 8 4 0,       6 4 8 8 0,       true",
        "22 0 8 4 0,      22 0 8 8 0,      true",
        "27 0 0 4096 0,   27 0 0 8192 0,   true",
        "9 4 8 4 0,       9 4 8 8 0,       true",
    })
    void shouldTakeWhatIsLikeTheTemplate(final String template, final String candidate, final boolean fits) {
        for (final MapType type : List.of(MapType.ARRAY_OF_MAPS, MapType.HASH_OF_MAPS)) {
            try (BpfMap outer = outer(type, attributes(template));
                    BpfMap inner = FACTORY.create("inner", attributes(candidate))) {
                if (fits) {
                    MapView.of(outer).put(key(0), inner, MapFlags.ANY);
                } else {
                    assertEquals(Errno.EINVAL, refused(outer, 0, inner, MapFlags.ANY));
                }
            }
        }
    }

    private static MapAttributes attributes(final String text) {
        final String[] words = text.strip().split(" ");
        return new MapAttributes(Integer.parseInt(words[0]), Integer.parseInt(words[1]), Integer.parseInt(words[2]),
                Integer.parseInt(words[3]), Integer.decode(words[4]), 0, 0);
    }

    @ParameterizedTest
    @EnumSource(names = {"ARRAY_OF_MAPS", "HASH_OF_MAPS"})
    void shouldKeepAnInnerMapAsLongAsSomebodyNeedsIt(final MapType type) {
        final BpfMap outer = outer(type, TEMPLATE);
        final BpfMap inner = FACTORY.create("inner", TEMPLATE);
        final CountedMap counted = (CountedMap) inner;
        MapView.of(outer).put(key(0), inner, MapFlags.ANY);
        MapView.of(outer).put(key(1), inner, MapFlags.ANY);
        inner.close();
        inner.close();
        final MapHold hold = MapView.of(outer).innerMap(key(0)).orElseThrow();
        MapView.of(hold.map()).update(key(3), new byte[8], MapFlags.ANY);
        MapView.of(outer).delete(key(0));
        MapView.of(outer).delete(key(1));
        assertTrue(counted.hold(), "a hold is left");
        counted.letGo();
        hold.close();
        hold.close();
        assertFalse(counted.hold(), "the last one gone, and the memory with it");
        assertEquals("map 'inner' was closed", assertThrows(IllegalStateException.class,
                () -> MapView.of(inner).lookup(key(0))).getMessage());
        assertEquals(Errno.EBADF, refused(outer, 0, inner, MapFlags.ANY));
        outer.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"ARRAY_OF_MAPS", "HASH_OF_MAPS"})
    void shouldLetGoOfWhatWasReplacedRefusedOrClosedWithIt(final MapType type) {
        final CountedMap first = (CountedMap) FACTORY.create("first", TEMPLATE);
        final CountedMap second = (CountedMap) FACTORY.create("second", TEMPLATE);
        final BpfMap outer = outer(type, TEMPLATE);
        MapView.of(outer).put(key(0), first, MapFlags.ANY);
        assertThrows(MapException.class, () -> MapView.of(outer).put(key(0), second, 8));
        MapView.of(outer).put(key(0), second, MapFlags.ANY);
        MapView.of(outer).put(key(0), second, MapFlags.ANY);
        first.close();
        assertFalse(first.hold());
        second.close();
        assertTrue(second.hold());
        second.letGo();
        outer.close();
        assertFalse(second.hold());
    }

    /** Programs look up while Java swaps and closes maps: they always find one that is alive. */
    @ParameterizedTest
    @EnumSource(names = {"ARRAY_OF_MAPS", "HASH_OF_MAPS"})
    void shouldAlwaysFindALiveMapWhileMapsAreSwapped(final MapType type) throws Exception {
        final AtomicBoolean done = new AtomicBoolean();
        final AtomicInteger readers = new AtomicInteger();
        try (BpfMap outer = outer(type, TEMPLATE)) {
            try (BpfMap start = FACTORY.create("inner", TEMPLATE)) {
                MapView.of(outer).put(key(0), start, MapFlags.ANY);
            }
            final Parallel.Work reader = thread -> {
                final MapView view = MapView.of(outer);
                for (boolean first = true; !done.get(); first = false) {
                    final Optional<MapHold> hold = view.innerMap(key(0));
                    assertTrue(hold.isPresent());
                    try (MapHold inner = hold.get()) {
                        assertEquals(8, MapView.of(inner.map()).lookup(key(1)).orElseThrow().length);
                    }
                    readers.addAndGet(first ? 1 : 0);
                }
            };
            Parallel.run(reader, reader, thread -> {
                try {
                    for (int i = 0; i < 3000 || readers.get() < 2; i++) {
                        try (BpfMap next = FACTORY.create("inner", TEMPLATE)) {
                            MapView.of(outer).put(key(0), next, MapFlags.ANY);
                        }
                    }
                } finally {
                    done.set(true);
                }
            });
        }
        assertEquals(2, readers.get());
    }
}
