package io.bpfarena.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.linux.Errno;
import io.bpfarena.linux.MachineMemory;
import io.bpfarena.linux.ProcessMaps;
import io.bpfarena.runtime.arena.ArenaException;
import io.bpfarena.runtime.arena.ArenaSpec;
import io.bpfarena.runtime.arena.PrivateArenaMemory;
import io.bpfarena.runtime.helper.FunctionTable;
import io.bpfarena.runtime.interpreter.Interpreter;
import io.bpfarena.runtime.loader.LoadException;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.map.MapAttributes;
import io.bpfarena.runtime.map.MapException;
import io.bpfarena.runtime.map.MapType;
import io.bpfarena.runtime.program.Engine;
import io.bpfarena.runtime.program.ExecutableProgram;
import io.bpfarena.runtime.program.LinkedProgram;
import io.bpfarena.runtime.program.ProgramFaultException;
import io.bpfarena.runtime.program.ProgramRejectedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BpfRuntimeTest {
    private static BpfObject open(final String name) throws Exception {
        return BpfObject.open(name, TestObjects.bytes(name));
    }

    /** The kfunc waits for a latch: a program that runs for as long as a test wants. */
    private static BpfRuntime.Context contextThatWaits(final CountDownLatch inside, final CountDownLatch leave) {
        return new BpfRuntime.Context().functions(FunctionTable.builder().addAll(FunctionTable.standard())
                .kfunc("test_triple", "u64 test_triple(u64 x)", (context, r1, r2, r3, r4, r5) -> {
                    inside.countDown();
                    try {
                        assertTrue(leave.await(60, TimeUnit.SECONDS));
                    } catch (final InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    return 3 * r1;
                }).build());
    }

    @Test
    void shouldRefuseToCloseAnObjectWhoseProgramsRunAndCloseItAfterwards() throws Exception {
        final CountDownLatch inside = new CountDownLatch(1);
        final CountDownLatch leave = new CountDownLatch(1);
        try (BpfRuntime runtime = BpfRuntime.launch(
                contextThatWaits(inside, leave).closeTimeout(Duration.ofMillis(1)));
                ExecutorService executor = Executors.newSingleThreadExecutor()) {
            final LoadedObject object = runtime.load(open("kfuncs"));
            final LoadedProgram program = object.program("strong").orElseThrow();
            final Future<Integer> run =
                    executor.submit(() -> program.run(new byte[] {2, 0, 0, 0, 0, 0, 0, 0}).retval());
            assertTrue(inside.await(60, TimeUnit.SECONDS));

            final ProgramsRunningException e = assertThrows(ProgramsRunningException.class, object::close);
            assertEquals("object kfuncs cannot be closed: 1 program runs did not end within PT0.001S", e.getMessage());
            assertEquals(List.of(object), runtime.objects());
            assertEquals(-7, object.program("weak").orElseThrow().run(new byte[8]).retval(), "still usable");
            assertThrows(ProgramsRunningException.class, runtime::close);

            leave.countDown();
            assertEquals(6, run.get(60, TimeUnit.SECONDS));
            object.close();
            assertEquals(List.of(), runtime.objects());
        }
    }

    @Test
    void shouldGiveAddressesBackWhenAnErrorEndsALoad() throws Exception {
        final List<Error> errors = new ArrayList<>(List.of(new InternalError("a file was cut short")));
        try (BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context().arenaMemoryFactory(spec -> {
            if (!errors.isEmpty()) {
                throw errors.removeFirst();
            }
            return PrivateArenaMemory.create(spec);
        }))) {
            assertThrows(InternalError.class, () -> runtime.load(open("arena")));
            assertEquals(0x3000_0000_0000L, runtime.load(open("arena")).arena().orElseThrow().userVmStart());
        }
    }

    @Test
    void shouldGiveTheArenaBackWhenAnErrorEndsThePreparationOfAProgram() throws Exception {
        final List<Error> errors = new ArrayList<>(List.of(new OutOfMemoryError("Java heap space")));
        final Interpreter interpreter = new Interpreter();
        final Engine failing = new Engine() {
            @Override
            public String name() {
                return interpreter.name();
            }

            @Override
            public ExecutableProgram prepare(final LinkedProgram program, final FunctionTable functions)
                    throws ProgramRejectedException {
                if (!errors.isEmpty()) {
                    throw errors.removeFirst();
                }
                return interpreter.prepare(program, functions);
            }
        };
        try (BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context().engine(failing))) {
            assertThrows(OutOfMemoryError.class, () -> runtime.load(open("arena")));
            assertEquals(0x3000_0000_0000L, runtime.load(open("arena")).arena().orElseThrow().userVmStart());
        }
    }

    @Test
    void shouldWaitForProgramsWhenItCloses() throws Exception {
        final CountDownLatch inside = new CountDownLatch(1);
        final CountDownLatch leave = new CountDownLatch(1);
        final BpfRuntime runtime =
                BpfRuntime.launch(contextThatWaits(inside, leave).closeTimeout(Duration.ofSeconds(60)));
        try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
            final LoadedObject object = runtime.load(open("kfuncs"));
            final LoadedProgram program = object.program("strong").orElseThrow();
            final Future<Integer> run =
                    executor.submit(() -> program.run(new byte[] {2, 0, 0, 0, 0, 0, 0, 0}).retval());
            assertTrue(inside.await(60, TimeUnit.SECONDS));
            final LoadedProgram other = object.program("weak").orElseThrow();
            final Future<?> close = executor.submit(runtime::close);
            final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (isOpen(other) && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertFalse(isOpen(other));
            assertFalse(close.isDone());
            leave.countDown();
            assertEquals(6, run.get(60, TimeUnit.SECONDS));
            close.get(60, TimeUnit.SECONDS);
        }
        assertThrows(IllegalStateException.class, () -> runtime.load(open("calls")));
    }

    private static boolean isOpen(final LoadedProgram program) throws ProgramFaultException {
        try {
            program.run(new byte[8]);
            return true;
        } catch (final IllegalStateException e) {
            return false;
        }
    }

    @Test
    void shouldRefuseEverythingAfterClose() throws Exception {
        try (BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context())) {
            final LoadedObject object = runtime.load(open("counter"));
            final LoadedProgram program = object.program("count").orElseThrow();
            final GlobalVariable counter = object.global("counter").orElseThrow();
            object.close();
            object.close();
            assertThrows(IllegalStateException.class, () -> program.run(new byte[8]));
            assertThrows(IllegalStateException.class, counter::getLong);
            assertThrows(IllegalStateException.class, () -> counter.setLong(1));
        }
    }

    @Test
    void shouldLeaveNoMappingAndNoDescriptorBehind() throws Exception {
        cycle();
        final int mappings = ProcessMaps.overlapping(0, Long.MAX_VALUE).size();
        final long descriptors = descriptors();
        for (int i = 0; i < 200; i++) {
            cycle();
        }
        // 200 cycles with a dozen mappings each; the JVM itself may map a few things for its own use.
        final int more = ProcessMaps.overlapping(0, Long.MAX_VALUE).size() - mappings;
        assertTrue(more < 100, "more mappings: " + more);
        assertTrue(descriptors() - descriptors < 10);
    }

    private static void cycle() throws Exception {
        try (BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context())) {
            for (final String name : List.of("arena", "maps", "globals")) {
                runtime.load(open(name));
            }
            assertThrows(LoadException.class, () -> runtime.load(open("kfuncs")));
            assertThrows(LoadException.class, () -> runtime.load(open("arena")));
        }
    }

    private static long descriptors() throws Exception {
        try (var list = Files.list(Path.of("/proc/self/fd"))) {
            return list.count();
        }
    }

    @Test
    void shouldKeepTwoLoadsOfOneObjectApart() throws Exception {
        final BpfObject definition = open("counter");
        try (BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context())) {
            final LoadedObject first = runtime.load(definition);
            definition.global("step").orElseThrow().setLong(100);
            final LoadedObject second = runtime.load(definition);
            first.program("count").orElseThrow().run(new byte[8]);
            second.program("count").orElseThrow().run(new byte[8]);
            assertEquals(1, first.global("counter").orElseThrow().getLong());
            assertEquals(100, second.global("counter").orElseThrow().getLong());
            assertEquals(List.of(first, second), runtime.objects());
        }
    }

    @Test
    void shouldPutArenasWhereTheFactorySays() throws Exception {
        final List<ArenaSpec> specs = new ArrayList<>();
        try (BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context().arenaMemoryFactory(spec -> {
            specs.add(spec);
            return PrivateArenaMemory.create(spec);
        }))) {
            final LoadedObject object = runtime.load(open("arena"));
            assertEquals(List.of(new ArenaSpec("arena", "arena", 0x3000_0000_0000L, 100, 0x400)), specs);
            assertEquals(object.arena().orElseThrow(), object.map("arena").orElseThrow());
            assertEquals(object.map("arena.bss"), object.map(".bss"));
        }
    }

    @Test
    void shouldAnswerWhatTheFactoryAnswers() throws Exception {
        try (BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context().arenaMemoryFactory(spec -> {
            throw new ArenaException(Errno.EDQUOT, "too many arenas");
        }))) {
            final BpfObject definition = open("arena");
            final LoadException e = assertThrows(LoadException.class, () -> runtime.load(definition));
            assertEquals(Errno.EDQUOT, e.errno());
            assertEquals("failed to create map 'arena': too many arenas (EDQUOT)", e.getMessage());
        }
    }

    @Test
    void shouldGiveTheContextBackAfterAFaultToo() throws Exception {
        try (BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context())) {
            final LoadedObject object = runtime.load(open("globals"));
            final LoadedProgram count = object.program("count").orElseThrow();
            assertThrows(ProgramFaultException.class, () -> count.run(new byte[4]), "it reads eight bytes");
            assertThrows(ProgramFaultException.class, () -> count.run(new byte[0]));
        }
    }

    @Test
    void shouldLimitTheContext() throws Exception {
        try (BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context())) {
            final LoadedProgram count = runtime.load(open("counter")).program("count").orElseThrow();
            assertEquals(0, count.run(new byte[RunOptions.MAX_CONTEXT_SIZE]).retval());
            assertThrows(IllegalArgumentException.class,
                    () -> count.run(new byte[RunOptions.MAX_CONTEXT_SIZE + 1]));
            assertThrows(IllegalArgumentException.class, () -> RunOptions.DEFAULT.onCpu(-1));
            assertThrows(IllegalArgumentException.class, () -> RunOptions.DEFAULT.within(Duration.ZERO));
        }
    }

    @Test
    void shouldTakeAContextOnce() {
        final BpfRuntime.Context context = new BpfRuntime.Context();
        BpfRuntime.launch(context).close();
        assertThrows(IllegalStateException.class, () -> BpfRuntime.launch(context));
        assertThrows(IllegalStateException.class, () -> context.closeTimeout(Duration.ZERO));
        assertThrows(IllegalStateException.class,
                () -> new BpfRuntime.Context().closeTimeout(Duration.ofNanos(-1)).conclude());
    }

    @Test
    void shouldRunOneProgramOnManyThreads() throws Exception {
        final int threads = 4;
        final int rounds = 2_000;
        try (BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context());
                ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            final LoadedObject object = runtime.load(open("maps"));
            final List<Future<?>> runs = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                final byte key = (byte) thread;
                runs.add(executor.submit(() -> {
                    for (int i = 0; i < rounds; i++) {
                        final byte[] args = {key, 0, 0, 0, (byte) (i & 0x7F), 0, 0, 0, 0, 0, 0, 0};
                        assertEquals(0, object.program("insert").orElseThrow().run(args).retval());
                        assertEquals(i & 0x7F, object.program("find").orElseThrow().run(args).retval());
                    }
                    return null;
                }));
            }
            for (final Future<?> run : runs) {
                run.get(60, TimeUnit.SECONDS);
            }
            final BpfMap table = object.map("table").orElseThrow();
            assertEquals(4, table.maxEntries());
        }
    }

    /** One page for each of .bss and .rodata, or whatever the object has; and one for a map of the caller's. */
    @Test
    void shouldLimitTheMemoryOfMapsAndGetItBackWhenTheyAreClosed() throws Exception {
        final MapAttributes onePage = new MapAttributes(MapType.ARRAY.number(), 4, 4096, 1, 0, 0, 0);
        final long needed;
        try (BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context());
                LoadedObject object = runtime.load(open("globals"))) {
            needed = runtime.mapMemory();
            assertTrue(needed > 0, () -> object.maps().toString());
        }
        try (BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context().mapMemoryLimit(needed))) {
            final BpfMap map = runtime.createMap("mine", onePage);
            assertEquals(4096, runtime.mapMemory());
            final LoadException refused = assertThrows(LoadException.class, () -> runtime.load(open("globals")));
            assertEquals(Errno.ENOMEM, refused.errno());
            assertTrue(refused.getMessage().startsWith("failed to create map '"), refused::getMessage);
            assertTrue(refused.getMessage().contains("limit=" + needed), refused::getMessage);
            assertEquals(4096, runtime.mapMemory(), "nothing of the object stays");
            map.close();
            try (LoadedObject object = runtime.load(open("globals"))) {
                assertEquals(needed, runtime.mapMemory());
                assertEquals(Errno.ENOMEM, assertThrows(MapException.class,
                        () -> runtime.createMap("mine", onePage)).errno());
                assertTrue(runtime.objects().contains(object));
            }
            assertEquals(0, runtime.mapMemory());
        }
    }

    @Test
    void shouldLimitTheMemoryOfMapsToHalfOfTheMachinesUnlessToldOtherwise() {
        assertEquals(MachineMemory.bytes() / 2, new BpfRuntime.Context().mapMemoryLimit());
        assertThrows(IllegalStateException.class, () -> new BpfRuntime.Context().mapMemoryLimit(-1).conclude());
    }
}
