package io.bpfarena.broker.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.BpfRuntime;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.map.MapAttributes;
import io.bpfarena.runtime.map.MapException;
import io.bpfarena.runtime.map.MapFlags;
import io.bpfarena.runtime.map.MapType;
import io.bpfarena.runtime.map.MapView;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ElementBatchTest {
    private static final int ENTRIES = 500;

    private BpfRuntime runtime;
    private BpfMap map;
    private MapView view;

    @BeforeEach
    void fill() {
        runtime = BpfRuntime.launch(new BpfRuntime.Context());
        map = runtime.createMap("table", new MapAttributes(
                MapType.HASH.number(), 4, 8, ENTRIES, MapFlags.NO_PREALLOC, 0, 0));
        view = MapView.of(map);
        for (int i = 0; i < ENTRIES; i++) {
            view.update(key(i), ByteBuffer.allocate(8).putLong(i).array(), MapFlags.ANY);
        }
    }

    @AfterEach
    void close() {
        map.close();
        runtime.close();
    }

    private static byte[] key(final int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    private static void count(final Map<Integer, Integer> seen, final ElementBatch batch) {
        batch.keys().forEach(key -> seen.merge(ByteBuffer.wrap(key).getInt(), 1, Integer::sum));
    }

    @ParameterizedTest
    @CsvSource({"1000,100000", "7,100000", "1,100000", "1000,12", "1000,40"})
    void shouldShowEachElementOnceHoweverSmallTheBatches(final int count, final int length) {
        final Map<Integer, Integer> seen = new HashMap<>();
        byte[] cursor = {};
        do {
            final ElementBatch batch = ElementBatch.read(view, cursor, new ElementBatch.Limits(count, length));
            assertTrue(batch.keys().size() <= count && 12 * batch.keys().size() <= length);
            for (int i = 0; i < batch.keys().size(); i++) {
                assertEquals(ByteBuffer.wrap(batch.keys().get(i)).getInt(),
                        ByteBuffer.wrap(batch.values().get(i)).getLong());
            }
            count(seen, batch);
            cursor = batch.cursor();
        } while (cursor.length > 0);
        assertEquals(ENTRIES, seen.size());
        assertTrue(seen.values().stream().allMatch(times -> times == 1));
    }

    @Test
    void shouldLeaveNothingOutWhenTheLastKeyOfABatchGoes() {
        final Map<Integer, Integer> seen = new HashMap<>();
        byte[] cursor = {};
        do {
            final ElementBatch batch = ElementBatch.read(view, cursor, new ElementBatch.Limits(1, 1000));
            count(seen, batch);
            batch.keys().forEach(view::delete);
            cursor = batch.cursor();
        } while (cursor.length > 0);
        assertEquals(ENTRIES, seen.size());
    }

    @Test
    void shouldLeaveOutValuesThatDoNotFit() {
        final ElementBatch batch = ElementBatch.read(view, new byte[0], new ElementBatch.Limits(1000, 11));
        assertTrue(batch.keysOnly());
        assertEquals(2, batch.keys().size());
        assertEquals(0, batch.values().getFirst().length);
        assertEquals(Errno.E2BIG, assertThrows(MapException.class,
                () -> ElementBatch.read(view, new byte[0], new ElementBatch.Limits(1000, 3))).errno());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 9, 11, 13, 1000})
    void shouldRefuseACursorOfAnotherLength(final int length) {
        assertEquals(Errno.EINVAL, assertThrows(MapException.class,
                () -> ElementBatch.read(view, new byte[length], new ElementBatch.Limits(10, 1000))).errno());
    }

    @Test
    void shouldRefuseACursorBeforeTheStartAndEndAfterTheEnd() {
        final byte[] negative = {0, 0, 0, 0, 0, 0, 0, -128};
        assertThrows(MapException.class,
                () -> ElementBatch.read(view, negative, new ElementBatch.Limits(10, 1000)));
        final byte[] far = {-1, -1, -1, -1, -1, -1, -1, 127, 1, 2, 3, 4};
        assertEquals(0, ElementBatch.read(view, far, new ElementBatch.Limits(10, 1000)).keys().size());
    }
}
