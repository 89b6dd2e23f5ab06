package io.bpfarena.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.map.MapFlags;
import io.bpfarena.runtime.map.MapView;
import io.bpfarena.runtime.program.ProgramFaultException;
import io.bpfarena.runtime.program.RunResult;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Per-CPU maps, LRU hashes, queues and stacks as programs from clang use them. */
class MapProgramsTest {
    private static final int CPUS = 3;

    private final BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context().possibleCpus(CPUS));

    @AfterEach
    void closeRuntime() {
        runtime.close();
    }

    private LoadedObject load(final String name) throws Exception {
        return runtime.load(BpfObject.open(name, TestObjects.bytes(name)));
    }

    private static byte[] ints(final int... values) {
        final ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(values);
        return bytes.array();
    }

    private static int intAt(final byte[] bytes, final int index) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(4 * index);
    }

    private static long[] longs(final byte[] bytes) {
        final long[] values = new long[bytes.length / 8];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(values);
        return values;
    }

    private static int run(final LoadedObject object, final String program, final int cpu, final byte[] context)
            throws Exception {
        final RunResult result = object.program(program).orElseThrow()
                .run(RunOptions.DEFAULT.withContext(context).onCpu(cpu));
        assertEquals(List.of(), result.faults());
        return result.retval();
    }

    private static int run(final LoadedObject object, final String program, final int... context) throws Exception {
        return run(object, program, 0, ints(context));
    }

    private static MapView view(final LoadedObject object, final String map) {
        return MapView.of(object.map(map).orElseThrow());
    }

    /** Each run has a CPU of its own, all at once, and none counts with an atomic instruction. */
    @Test
    void shouldCountOnAllCpusAtOnce() throws Exception {
        final int rounds = 20_000;
        final LoadedObject object = load("percpu");
        try (ExecutorService executor = Executors.newFixedThreadPool(CPUS)) {
            final List<Future<Integer>> runs = new ArrayList<>();
            for (int cpu = 0; cpu < CPUS; cpu++) {
                final int number = cpu;
                runs.add(executor.submit(() -> run(object, "count", number, ints(rounds * (number + 1), 1))));
            }
            for (final Future<Integer> run : runs) {
                assertEquals(0, run.get(60, TimeUnit.SECONDS));
            }
        }
        final long[] expected = {rounds, 2 * rounds, 3 * rounds};
        assertArrayEquals(expected, longs(view(object, "counts").lookup(ints(1)).orElseThrow()));
        assertArrayEquals(expected, longs(view(object, "by_key").lookup(ints(1)).orElseThrow()));
        assertEquals(2 * rounds, run(object, "count_of", 1, 1), "CPU 0 sees what CPU 1 counted");
        assertEquals(-1, run(object, "count_of", 1, CPUS), "observed on 6.18: no such CPU");
        assertEquals(-1, run(object, "count_of", 1, -1));
        assertEquals(-1, run(object, "count_of", 9, 0));
    }

    @Test
    void shouldRefuseTheValueOfACpuOfAnotherKindOfMap() throws Exception {
        final LoadedObject object = load("percpu");
        final ProgramFaultException e =
                assertThrows(ProgramFaultException.class, () -> run(object, "count_of_table", 0));
        assertTrue(e.getMessage().contains(
                "cannot pass map table, a hash, into func bpf_map_lookup_percpu_elem#195"), e.getMessage());
    }

    @Test
    void shouldRefuseACpuThatThereIsNot() throws Exception {
        final LoadedObject object = load("percpu");
        assertEquals("cpu must be less than the number of possible CPUs: cpu=3, possible=3",
                assertThrows(InvalidInputException.class,
                        () -> run(object, "count", CPUS, ints(1, 1))).getMessage());
        assertThrows(IllegalStateException.class,
                () -> BpfRuntime.launch(new BpfRuntime.Context().possibleCpus(0)));
    }

    /** A hundred keys through hashes of eight: the one that is used stays, the next three do not. */
    @Test
    void shouldKeepWhatIsUsedInAnLruHash() throws Exception {
        final LoadedObject object = load("percpu");
        assertEquals(0x11, run(object, "press", 100));
        final List<Integer> keys = new ArrayList<>();
        view(object, "recent").forEach((key, value) -> keys.add(intAt(key, 0)));
        assertEquals(8, keys.size());
        assertTrue(keys.contains(0) && keys.contains(99), keys.toString());
    }

    @Test
    void shouldCallBackForEachElement() throws Exception {
        final LoadedObject object = load("percpu");
        final MapView table = view(object, "table");
        for (int i = 1; i <= 50; i++) {
            table.update(ints(i), ints(i * 2, 0), MapFlags.ANY);
        }
        final byte[] all = ints(0, 0, 0, 0);
        assertEquals(50, run(object, "visit", 0, all));
        assertEquals(1275, intAt(all, 1));
        assertEquals(2550, intAt(all, 2));
        assertEquals(5, run(object, "visit", 0, ints(1, 0, 0, 0)), "the callback said stop at the fifth");
        assertEquals(-Errno.EINVAL.number(), run(object, "visit", 0, ints(0, 0, 0, 1)), "flags");
        assertEquals(50, run(object, "visit", 3, 0, 0, 0), "half of them deleted on the way");
        assertEquals(25, run(object, "visit", 0, 0, 0, 0));
        run(object, "count", 1, ints(7, 1));
        final byte[] ofCpu = ints(2, 0, 0, 0);
        assertEquals(2, run(object, "visit", 1, ofCpu));
        assertEquals(7, intAt(ofCpu, 2), "the values of CPU 1");
    }

    @Test
    void shouldNotLetACallbackChangeAKey() throws Exception {
        final LoadedObject object = load("percpu");
        view(object, "table").update(ints(5), ints(6, 0), MapFlags.ANY);
        final ProgramFaultException e =
                assertThrows(ProgramFaultException.class, () -> run(object, "visit", 4, 0, 0, 0));
        assertTrue(e.getMessage().contains("read-only: offset 0 of key of map table of 4 bytes"), e.getMessage());
        assertEquals(1, run(object, "visit", 0, 0, 0, 0), "nothing of the run that failed is left");
    }

    @Test
    void shouldPushAndPop() throws Exception {
        final LoadedObject object = load("queues");
        final int any = 0;
        final int exist = 2;
        assertEquals(-Errno.ENOENT.number(), run(object, "pop", 0, 0, 0));
        assertEquals(-Errno.EINVAL.number(), run(object, "push", 1, 1));
        for (int i = 1; i <= 3; i++) {
            assertEquals(0, run(object, "push", i, any));
        }
        assertEquals(-Errno.E2BIG.number(), run(object, "push", 4, any));
        assertEquals(0, run(object, "push", 4, exist), "the oldest makes room");
        final byte[] peeked = ints(1, 0, 0);
        assertEquals(0, run(object, "pop", 0, peeked));
        assertArrayEquals(ints(1, 2, 4), peeked);
        for (int i = 0; i < 3; i++) {
            final byte[] popped = ints(0, 0, 0);
            assertEquals(0, run(object, "pop", 0, popped));
            assertArrayEquals(ints(0, 2 + i, 4 - i), popped);
        }
        final byte[] none = ints(0, 7, 7);
        assertEquals(-Errno.ENOENT.number(), run(object, "pop", 0, none));
        assertArrayEquals(ints(0, 0, 0), none, "who finds nothing finds zeros");
        assertEquals(-Errno.EOPNOTSUPP.number(), run(object, "push_to_array", 1));
    }

    @Test
    void shouldShareAQueueWithJava() throws Exception {
        final LoadedObject object = load("queues");
        final byte[] noKey = new byte[0];
        view(object, "queue").update(noKey, ints(77, 0), MapFlags.ANY);
        view(object, "stack").update(noKey, ints(77, 0), MapFlags.ANY);
        final byte[] popped = ints(0, 0, 0);
        assertEquals(0, run(object, "pop", 0, popped));
        assertArrayEquals(ints(0, 77, 77), popped);
        assertEquals(0, run(object, "push", 5, 0));
        assertArrayEquals(ints(5, 0), view(object, "queue").lookupAndDelete(noKey).orElseThrow());
    }

    @Test
    void shouldNumberMapsAndPrograms() throws Exception {
        final LoadedObject object = load("queues");
        final List<Integer> maps = object.maps().stream().map(BpfMap::id).toList();
        final List<Integer> programs = object.programs().stream().map(LoadedProgram::id).toList();
        assertEquals(maps.size(), maps.stream().distinct().count());
        assertEquals(programs.size(), programs.stream().distinct().count());
        assertTrue(maps.stream().allMatch(id -> id > 0) && programs.stream().allMatch(id -> id > 0));
        assertEquals(31, object.programs().getFirst().programType());
    }
}
