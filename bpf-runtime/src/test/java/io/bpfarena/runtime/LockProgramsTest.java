package io.bpfarena.runtime;

import static io.bpfarena.runtime.ProgramThreads.ints;
import static io.bpfarena.runtime.ProgramThreads.longAt;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.map.MapFlags;
import io.bpfarena.runtime.map.MapView;
import io.bpfarena.runtime.program.ProgramFaultException;
import io.bpfarena.runtime.program.RunResult;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs from clang that take the locks in map values. */
class LockProgramsTest {
    private static final int THREADS = 4;
    private static final int ROUNDS = 5_000;

    private final BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context().possibleCpus(THREADS));
    private LoadedObject object;

    @BeforeEach
    void load() throws Exception {
        object = runtime.load(BpfObject.open("locks", TestObjects.bytes("locks")));
    }

    @AfterEach
    void closeRuntime() {
        runtime.close();
    }

    private int run(final String program, final int cpu, final byte[] context) throws ProgramFaultException {
        final RunResult result = object.program(program).orElseThrow()
                .run(RunOptions.DEFAULT.withContext(context).onCpu(cpu).within(ProgramThreads.LIMIT));
        assertEquals(List.of(), result.faults());
        return result.retval();
    }

    private int run(final String program, final int... context) throws ProgramFaultException {
        return run(program, 0, ints(context));
    }

    private void runOnAllThreads(final String program, final int key) throws Exception {
        final List<Callable<Integer>> runs = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            final int cpu = thread;
            runs.add(() -> run(program, cpu, ints(key, ROUNDS)));
        }
        ProgramThreads.all(runs).forEach(result -> assertEquals(0, result));
    }

    private MapView view(final String map) {
        return MapView.of(object.map(map).orElseThrow());
    }

    private GlobalVariable global(final String name) {
        return object.global(name).orElseThrow();
    }

    private void awaitArrivals(final int runs) throws InterruptedException {
        ProgramThreads.await(runs + " runs arrive", () -> global("arrived").getInt() >= runs);
    }

    /** Increments that are not atomic, of four threads: none is lost. */
    @ParameterizedTest
    @CsvSource({"count, counters, 0", "count_nested, table, 1", "count_resilient, resilients, 1",
        "count_irqsave, resilients, 1"})
    void shouldLoseNoIncrementUnderALock(final String program, final String map, final int place) throws Exception {
        final byte[] empty = new byte[(int) view(map).valueSize()];
        view(map).update(ints(2), empty, MapFlags.ANY);
        runOnAllThreads(program, 2);
        assertEquals(THREADS * ROUNDS, longAt(view(map).lookup(ints(2)).orElseThrow(), place));
    }

    @Test
    void shouldLoseNoIncrementUnderALockAmongGlobals() throws Exception {
        runOnAllThreads("count_global", 0);
        assertEquals(THREADS * ROUNDS, global("global_hits").getLong());
    }

    /** Java changes a value under the lock that programs read it under. */
    @Test
    void shouldNeverShowAProgramHalfOfALockedUpdate() throws Exception {
        final List<Callable<Integer>> calls = new ArrayList<>();
        calls.add(() -> run("look", 1, ints(1, ROUNDS)));
        calls.add(() -> run("look", 2, ints(1, ROUNDS)));
        calls.add(() -> {
            final ByteBuffer value = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
            for (int round = 0; round < 1000; round++) {
                view("counters").update(ints(1), value.putLong(0, round).putLong(16, round).array(), MapFlags.LOCK);
            }
            return 0;
        });
        assertEquals(List.of(0, 0, 0), ProgramThreads.all(calls), "values that were torn");
    }

    private static byte[] change(final int key, final int which, final long flags, final long hits) {
        return ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN)
                .putInt(key).putInt(which).putLong(flags).putLong(hits).array();
    }

    /** Which map, flags of an update by a program, answer; observed on 6.18. */
    @ParameterizedTest
    @CsvSource({"0, 4, 0", "0, 5, -17", "1, 4, 0", "1, 6, -2", "1, 5, 0", "2, 4, -22", "0, 8, -22"})
    void shouldAnswerUpdatesWithBpfFLock(final int which, final long flags, final int answer) throws Exception {
        assertEquals(answer, run("change", 0, change(1, which, flags, 7)));
    }

    /** The program writes 7 to the lock's place. */
    @Test
    void shouldNotCopyTheLockOfAValueThatAProgramPuts() throws Exception {
        assertEquals(0, run("change", 0, change(1, 1, MapFlags.ANY, 5)));
        assertEquals(0, run("count_nested", 1, 3), "the lock of the new element is free");
        assertEquals(0, run("change", 0, change(1, 0, MapFlags.LOCK, 9)));
        assertEquals(0, run("count", 1, 1), "and still is after an update in place");
        assertEquals(10, longAt(view("counters").lookup(ints(1)).orElseThrow(), 0));
        assertEquals(8, longAt(view("table").lookup(ints(1)).orElseThrow(), 1));
    }

    /** Program, context, what the report says. The words are those of the kernel's verifier. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "never_unlock | 1 1 | cannot be used inside bpf_spin_lock-ed region: bpf_spin_unlock is missing",
        "never_unlock_resilient | 1 1 | inside bpf_res_spin_lock-ed region: bpf_res_spin_unlock is missing",
        "fault_inside | 1 1 | invalid write of 8 bytes at 0x8",
        "lock_two | 1 2 | function calls are not allowed while holding a lock",
        "unlock_only | 1 1 | bpf_spin_unlock without taking a lock",
        "unlock_other | 1 2 | bpf_spin_unlock of different lock",
        "unlock_out_of_order | 1 2 | bpf_res_spin_unlock cannot be out of order",
        "unlock_without_irq | 1 1 | bpf_res_spin_unlock of different lock",
        "restore_out_of_order | 1 1 | cannot restore irq state out of order",
        "lock_hits | 1 1 | in map 'counters' doesn't point to 'struct bpf_spin_lock' that is at 8",
        "lock_stack | 1 1 | doesn't point to a map value with 'struct bpf_spin_lock'",
        "lock_lockless | 1 1 | map 'lockless' has no valid bpf_spin_lock: map 'lockless': "
            + "a bpf_spin_lock does not go with values of this type of map",
    })
    void shouldEndAProgramThatTheVerifierWouldRefuse(
            final String program, final String context, final String report) throws Exception {
        final String[] words = context.split(" ");
        final byte[] bytes = ints(Integer.parseInt(words[0]), Integer.parseInt(words[1]));
        final ProgramFaultException e =
                assertThrows(ProgramFaultException.class, () -> run(program, 0, bytes));
        assertTrue(e.getMessage().contains(report), e.getMessage());
        assertEquals(0, run("count", 1, 1), "whatever it held is free");
        assertEquals(0, run("count", 2, 1));
        assertEquals(0, run("count_resilient", 1, 1));
        assertEquals(0, run("count_resilient", 2, 1));
    }

    @Test
    void shouldNameThePlaceWhereALockWasTakenThatIsLeft() {
        final ProgramFaultException e =
                assertThrows(ProgramFaultException.class, () -> run("never_unlock", 1, 1));
        assertTrue(e.report().location().contains("bpf_spin_lock(&counter->lock)"), e.report().toString());
    }

    @Test
    void shouldLetGoOfTheLockOfARunThatIsOutOfTime() throws Exception {
        final ProgramFaultException e = assertThrows(ProgramFaultException.class,
                () -> object.program("hold").orElseThrow().run(RunOptions.DEFAULT
                        .withContext(ints(1, 1000)).within(Duration.ofMillis(50))));
        assertTrue(e.getMessage().contains("program interrupted after"), e.getMessage());
        assertEquals(0, run("count", 1, 1));
    }

    @Test
    void shouldLetGoOfTheLockOfARunWhoseThreadIsInterrupted() throws Exception {
        final AtomicReference<Throwable> thrown = new AtomicReference<>();
        final Thread holder = new Thread(() -> {
            try {
                run("hold", 1, 1000);
            } catch (final ProgramFaultException e) {
                thrown.set(e);
            }
        });
        holder.start();
        awaitArrivals(1);
        holder.interrupt();
        holder.join(ProgramThreads.LIMIT);
        assertFalse(holder.isAlive());
        assertTrue(thrown.get().getMessage().contains("program interrupted after"), thrown.get().getMessage());
        assertEquals(0, run("count", 1, 1));
    }

    @Test
    void shouldWaitForALockUntilTheRunIsOutOfTime() throws Exception {
        final CompletableFuture<Integer> holder = CompletableFuture.supplyAsync(() -> {
            try {
                return run("hold", 1, 1000);
            } catch (final ProgramFaultException e) {
                throw new AssertionError(e);
            }
        }, task -> new Thread(task).start());
        awaitArrivals(1);
        final ProgramFaultException e = assertThrows(ProgramFaultException.class,
                () -> object.program("count").orElseThrow().run(RunOptions.DEFAULT
                        .withContext(ints(1, 1)).within(Duration.ofMillis(50))));
        assertTrue(e.getMessage().contains("program interrupted after"), e.getMessage());
        final ProgramFaultException update = assertThrows(ProgramFaultException.class,
                () -> object.program("change").orElseThrow().run(RunOptions.DEFAULT
                        .withContext(change(1, 0, MapFlags.LOCK, 1)).within(Duration.ofMillis(50))));
        assertTrue(update.getMessage().contains("program interrupted after"), update.getMessage());
        global("arrived").setInt(1000);
        assertEquals(0, holder.get(60, TimeUnit.SECONDS));
        assertEquals(0, run("count", 1, 1));
    }

    @Test
    void shouldSeeADeadlockOfARunWithItself() throws Exception {
        assertEquals(-Errno.EDEADLK.number(), run("lock_again", 1, 0));
        assertEquals(0, run("count_resilient", 1, 1));
    }

    /**
     * A run takes 0 and wants 1, the other has 1 and wants 0: at least one is told, and neither hangs. Only where one
     * of them does not run for a quarter of a second may the other time out instead; then once more.
     */
    @Test
    void shouldSeeADeadlockBetweenTwoRuns() throws Exception {
        final Set<Integer> expected = Set.of(0, -Errno.EDEADLK.number(), -Errno.ETIMEDOUT.number());
        final List<Callable<Integer>> runs =
                List.of(() -> run("lock_both", 0, ints(0, 1, 2)), () -> run("lock_both", 1, ints(1, 0, 2)));
        final long start = System.nanoTime();
        List<Integer> results;
        do {
            global("arrived").setInt(0);
            results = ProgramThreads.all(runs);
            assertTrue(expected.containsAll(results), results.toString());
            assertTrue(System.nanoTime() - start < ProgramThreads.LIMIT.toNanos(), results.toString());
        } while (!results.contains(-Errno.EDEADLK.number()));
        assertEquals(0, run("lock_both", 0, 1, 1), "both locks are free");
    }

    /** No deadlock, only somebody who does not let go. */
    @Test
    void shouldGiveUpOnAResilientLockAfterAQuarterOfASecond() throws Exception {
        final List<Callable<Integer>> runs = new ArrayList<>();
        runs.add(() -> run("hold_resilient", 0, ints(1, 1000)));
        runs.add(() -> {
            awaitArrivals(1);
            try {
                return run("try_resilient", 1, ints(1, 1));
            } finally {
                global("arrived").setInt(1000);
            }
        });
        assertEquals(List.of(0, -Errno.ETIMEDOUT.number()), ProgramThreads.all(runs));
        assertEquals(0, run("try_resilient", 1, 1));
    }

    /** Locks taken before, the one wanted again, answer: a deadlock shows in the first 31 only (RES_NR_HELD). */
    @ParameterizedTest
    @CsvSource({"31, 0, -35", "31, 30, -35", "31, 31, 0", "35, 0, -35", "35, 30, -35", "35, 34, -110", "39, 39, 0"})
    void shouldSeeTheFirst31LocksOfARun(final int taken, final int again, final int answer) throws Exception {
        if (answer != 0) {
            assertEquals(answer, run("lock_many", again, taken));
        } else {
            // One more that is not unlocked by the program.
            assertThrows(ProgramFaultException.class, () -> run("lock_many", again, taken));
        }
        for (int key = 0; key < 40; key++) {
            assertEquals(0, run("count_resilient", key, 1), "lock " + key);
        }
    }

    @Test
    void shouldAllocateArenaPagesWhileHoldingALock() throws Exception {
        assertEquals(0, run("allocate_inside", 1, 1));
    }
}
