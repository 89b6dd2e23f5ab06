package io.bpfarena.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.loader.LoadException;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.map.MapAttributes;
import io.bpfarena.runtime.map.MapException;
import io.bpfarena.runtime.map.MapFlags;
import io.bpfarena.runtime.map.MapHold;
import io.bpfarena.runtime.map.MapType;
import io.bpfarena.runtime.map.MapView;
import io.bpfarena.runtime.map.ProgramArrayMap;
import io.bpfarena.runtime.map.RingBufferMap;
import io.bpfarena.runtime.program.ProgramFaultException;
import io.bpfarena.runtime.program.RunResult;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Maps of maps and arrays of programs, as clang's objects define, initialise and use them. */
class MapInMapProgramsTest {
    private static final MapAttributes INNER_ARRAY = new MapAttributes(MapType.ARRAY.number(), 4, 8, 4, 0, 0, 0);
    private static final MapAttributes INNER_HASH = new MapAttributes(MapType.HASH.number(), 4, 8, 16, 0, 0, 0);

    private final BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context());
    private LoadedObject object;

    @BeforeEach
    void load() throws Exception {
        object = runtime.load(BpfObject.open("map_in_map", TestObjects.bytes("map_in_map")));
    }

    @AfterEach
    void closeRuntime() {
        runtime.close();
    }

    private static byte[] ints(final int... values) {
        final ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(values);
        return bytes.array();
    }

    private int run(final String program, final int... context) throws ProgramFaultException {
        final RunResult result = object.program(program).orElseThrow().run(ints(context));
        assertEquals(List.of(), result.faults());
        return result.retval();
    }

    private MapView view(final String map) {
        return MapView.of(object.map(map).orElseThrow());
    }

    @Test
    void shouldFindTheMapsThatTheObjectPutThere() throws Exception {
        assertEquals(5, run("add", 0, 1, 5));
        assertEquals(7, run("add", 0, 1, 2));
        assertEquals(9, run("add", 2, 1, 9));
        assertEquals(-1, run("add", 1, 1, 1), "nothing in that slot");
        assertEquals(-1, run("add", 9, 1, 1), "no such slot");
        assertEquals(-2, run("add", 0, 4, 1), "no such entry in the inner map");
        assertEquals(7, view("first").lookup(ints(1)).orElseThrow()[0]);
        assertEquals(9, view("second").lookup(ints(1)).orElseThrow()[0]);
    }

    @Test
    void shouldUseWhatJavaPutThere() throws Exception {
        assertEquals(-1, run("insert", 77, 1, 10));
        try (BpfMap inner = runtime.createMap("inner", INNER_HASH)) {
            view("by_key").put(ints(77), inner, MapFlags.NOEXIST);
        }
        assertEquals(0, run("insert", 77, 1, 10));
        assertEquals(-Errno.EEXIST.number(), run("insert", 77, 1, 11));
        try (MapHold inner = view("by_key").innerMap(ints(77)).orElseThrow()) {
            assertEquals(10, MapView.of(inner.map()).lookup(ints(1)).orElseThrow()[0]);
        }
        assertTrue(view("by_key").delete(ints(77)));
        assertEquals(-1, run("insert", 77, 2, 10));
    }

    @Test
    void shouldGiveTheSameMapTheSameHandle() throws Exception {
        assertEquals(1, run("compare", 0, 0));
        assertEquals(0, run("compare", 0, 2));
        view("by_index").put(ints(1), object.map("first").orElseThrow(), MapFlags.ANY);
        assertEquals(1, run("compare", 0, 1), "one map in two slots");
    }

    /** The verifier lets programs only look up; here they are told so. */
    @Test
    void shouldNotLetProgramsChangeAMapOfMaps() throws Exception {
        assertEquals(-Errno.EOPNOTSUPP.number(), run("replace", 0, 1));
        assertEquals(1, run("add", 0, 0, 1));
    }

    @Test
    void shouldNotLetProgramsLookBehindAMap() {
        final ProgramFaultException e = assertThrows(ProgramFaultException.class, () -> run("peek_behind", 0));
        assertTrue(e.getMessage().contains("a map itself, not a value of it"), e.getMessage());
    }

    @Test
    void shouldAdjustTheInnerMapBeforeLoad() throws Exception {
        final BpfObject definition = BpfObject.open("map_in_map", TestObjects.bytes("map_in_map"));
        assertEquals(16, definition.map("by_key").orElseThrow().innerMap().orElseThrow().maxEntries());
        assertTrue(definition.map("first").orElseThrow().innerMap().isEmpty());
        definition.map("by_index").orElseThrow().innerMap().orElseThrow().maxEntries(5);
        assertEquals(Errno.EINVAL, assertThrows(LoadException.class, () -> runtime.load(definition)).errno(),
                "the maps in it have four entries");
        definition.map("first").orElseThrow().maxEntries(5);
        definition.map("second").orElseThrow().maxEntries(5);
        runtime.load(definition).close();
    }

    /** A ring buffer that was found in a map, and a record in it that is left behind. */
    @Test
    void shouldUseARingBufferInAMap() throws Exception {
        try (BpfMap inner = runtime.createMap("events",
                new MapAttributes(MapType.RINGBUF.number(), 0, 0, 4096, 0, 0, 0))) {
            view("ring").put(ints(0), inner, MapFlags.ANY);
            assertEquals(0, run("send", 0, 0));
            assertThrows(ProgramFaultException.class, () -> run("send", 0, 1));
            final RingBufferMap events = (RingBufferMap) inner;
            assertEquals(1, events.consume(sample -> assertEquals(42, sample.get(ValueLayout.JAVA_LONG, 0)), 10));
            assertEquals(0, events.query(0), "what was left behind was discarded");
        }
        assertEquals(0, run("send", 0, 0), "closed by its owner, but still in the map");
        view("ring").delete(ints(0));
        assertEquals(-1, run("send", 0, 0));
    }

    /** Programs use inner maps while Java replaces and closes them: their memory stays as long as a run has it. */
    @Test
    void shouldKeepTheMemoryOfAnInnerMapAsLongAsARunHasIt() throws Exception {
        final AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            final Future<Integer> runs = executor.submit(() -> {
                int count = 0;
                while (!done.get() || count == 0) {
                    assertTrue(run("add", 1, 3, 1) > -2);
                    count++;
                }
                return count;
            });
            for (int i = 0; i < 2000; i++) {
                try (BpfMap inner = runtime.createMap("inner", INNER_ARRAY)) {
                    view("by_index").put(ints(1), inner, MapFlags.ANY);
                }
                if (i % 3 == 0) {
                    view("by_index").delete(ints(1));
                }
            }
            done.set(true);
            assertTrue(runs.get(60, TimeUnit.SECONDS) > 0);
        }
    }

    @Test
    void shouldPutTheProgramsIntoTheirArray() {
        final ProgramArrayMap programs = (ProgramArrayMap) object.map("programs").orElseThrow();
        assertNull(programs.find(0));
        assertSame(object.program("two").orElseThrow(), programs.find(1));
        assertSame(object.program("one").orElseThrow(), programs.find(3));
        MapView.of(programs).put(ints(0), object.program("add").orElseThrow(), MapFlags.ANY);
        assertNotNull(programs.find(0));
        assertEquals(Errno.E2BIG, assertThrows(MapException.class,
                () -> programs.put(4, object.program("add").orElseThrow())).errno());
    }

    @Test
    void shouldRefuseToMakeAMapOnceItIsClosed() {
        runtime.close();
        assertThrows(IllegalStateException.class, () -> runtime.createMap("late", INNER_ARRAY));
    }
}
