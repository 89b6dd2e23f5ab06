package io.bpfarena.runtime.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bpfarena.runtime.map.Parallel;
import io.bpfarena.runtime.programs.KernelObject.Answer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Locks in the arena, taken by several threads: no entry is lost, and nobody meets another one inside. */
@Timeout(200)
class ArenaLockProgramsTest {
    static Stream<Variant> all() {
        return Variant.all();
    }

    static Stream<Variant> withAllAtomics() {
        return Variant.withAllAtomics();
    }

    /** Who waits in a queue waits for those before him to be scheduled; so there are no more of them than CPUs. */
    @ParameterizedTest
    @MethodSource("all")
    void shouldLetOneThreadAtATimeIntoABakery(final Variant variant) throws Exception {
        contend(variant, "contend_bakery", 0, 2, 500);
    }

    @ParameterizedTest
    @MethodSource("withAllAtomics")
    void shouldServeTicketsOneAfterTheOther(final Variant variant) throws Exception {
        contend(variant, "contend_ticket", 1, 2, 500);
    }

    @ParameterizedTest
    @MethodSource("withAllAtomics")
    void shouldLetOneThreadAtATimeIntoALockOfCompareAndExchange(final Variant variant) throws Exception {
        contend(variant, "contend_exchange", 2, KernelObject.CPUS, 5_000);
    }

    private static void contend(
            final Variant variant, final String program, final int lock, final int threads, final int rounds)
            throws Exception {
        try (KernelObject object = KernelObject.load("arena_locks", variant)) {
            Parallel.run(threads, thread -> {
                final Answer answer = object.runOnCpu(thread, program, thread, rounds);
                assertEquals(rounds, answer.at(2), "rounds of thread " + thread);
            });
            final Answer totals = object.run("totals", lock);
            assertEquals((long) threads * rounds, totals.at(1), "entries");
            assertEquals(0, totals.at(2), "violations");
        }
    }
}
