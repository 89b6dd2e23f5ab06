package io.bpfarena.runtime;

import static io.bpfarena.runtime.ProgramThreads.intAt;
import static io.bpfarena.runtime.ProgramThreads.ints;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.program.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A spin lock that lies in the arena, of cmpxchg and can_loop: arena_spin_lock.h. */
class ArenaSpinLockTest {
    private static final int THREADS = 4;
    private static final int ROUNDS = 50;

    private final BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context().possibleCpus(THREADS));
    private LoadedObject object;

    @BeforeEach
    void load() throws Exception {
        object = runtime.load(BpfObject.open("arena_spin", TestObjects.bytes("arena_spin")));
    }

    @AfterEach
    void closeRuntime() {
        runtime.close();
    }

    private int run(final String program, final int cpu, final byte[] context) throws Exception {
        final RunResult result = object.program(program).orElseThrow()
                .run(RunOptions.DEFAULT.withContext(context).onCpu(cpu).within(ProgramThreads.LIMIT));
        assertEquals(List.of(), result.faults());
        return result.retval();
    }

    private long global(final String name) {
        return object.global(name).orElseThrow().getLong();
    }

    /** A run stops after the time that can_loop gives it, and is called again until it has made its rounds. */
    private int countAll(final int cpu) throws Exception {
        final byte[] work = ints(ROUNDS, 0, 0, 0);
        final long start = System.nanoTime();
        while (intAt(work, 1) < ROUNDS) {
            assertEquals(0, run("count", cpu, work));
            assertTrue(System.nanoTime() - start < ProgramThreads.LIMIT.toNanos(), "rounds: " + intAt(work, 1));
        }
        return intAt(work, 3);
    }

    @Test
    void shouldLoseNoIncrementOfFourThreads() throws Exception {
        final List<Callable<Integer>> runs = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            final int cpu = thread;
            runs.add(() -> countAll(cpu));
        }
        assertEquals(List.of(0, 0, 0, 0), ProgramThreads.all(runs), "values that were torn");
        assertEquals(THREADS * ROUNDS, global("hits"));
        assertEquals(0, run("take", 0, ints(0, 0, 0, 0)));
    }

    /** Three give up while one holds the lock; their tickets are passed over, and the lock goes on. */
    @Test
    void shouldGiveUpWhenCanLoopDoes() throws Exception {
        final List<Callable<Integer>> runs = new ArrayList<>();
        runs.add(() -> run("hold", 0, ints(2, 0, 0, 0)));
        runs.add(() -> {
            ProgramThreads.await("the lock is held", () -> object.global("arrived").orElseThrow().getInt() == 1);
            try {
                final List<Callable<Integer>> waiters = new ArrayList<>();
                for (int thread = 1; thread < THREADS; thread++) {
                    final int cpu = thread;
                    waiters.add(() -> run("take", cpu, ints(0, 0, 0, 0)));
                }
                final int timedOut = -Errno.ETIMEDOUT.number();
                assertEquals(List.of(timedOut, timedOut, timedOut), ProgramThreads.all(waiters));
                assertEquals(4, run("tickets", 1, ints(0, 0, 0, 0)), "one that holds it and three who left");
                return 0;
            } finally {
                object.global("arrived").orElseThrow().setInt(2);
            }
        });
        assertEquals(List.of(0, 0), ProgramThreads.all(runs));
        assertEquals(0, run("tickets", 1, ints(0, 0, 0, 0)), "those who left were passed over");
        for (int round = 0; round < 200; round++) {
            assertEquals(0, run("take", 0, ints(0, 0, 0, 0)), "round " + round + ", places are used again");
        }
    }
}
