package io.bpfarena.runtime.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.runtime.map.MapFlags;
import io.bpfarena.runtime.map.MapView;
import io.bpfarena.runtime.map.Parallel;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tail calls of programs over packets, through an array that Java changes. */
@Timeout(100)
class TailCallProgramsTest {
    private static final byte[] PACKET = new byte[64];
    private static final int NOTHING_THERE = 7;
    private static final int SLOT = 2;

    static Stream<Variant> all() {
        return Variant.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldRunAProgramAndThirtyThreeMore(final Variant variant) throws Exception {
        try (KernelObject object = KernelObject.load("tail_calls", variant)) {
            for (int wanted = 30; wanted < 40; wanted++) {
                object.run("set", wanted);
                assertEquals(wanted <= 34 ? 0 : 1, object.runOver(PACKET, 0, "again"));
                assertEquals(Math.min(wanted, 34), object.run("get").at(0));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldReturnToWhoeverCalledTheSubprogram(final Variant variant) throws Exception {
        try (KernelObject object = KernelObject.load("tail_calls", variant)) {
            object.run("set", 11, 1);
            assertEquals(102, object.runOver(PACKET, 0, "from_subprogram"));
            assertEquals(22, object.run("get").at(1), "the other program ran");
            assertEquals(16, object.run("get").at(3), "the caller's stack is whole");
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldGoOnWithWhatJavaPutThere(final Variant variant) throws Exception {
        try (KernelObject object = KernelObject.load("tail_calls", variant)) {
            final MapView programs = object.view("programs");
            object.run("set", 11, SLOT);
            for (int round = 0; round < 3; round++) {
                assertEquals(NOTHING_THERE, object.runOver(PACKET, 0, "dispatch"));
                put(object, programs, "doubled");
                assertEquals(2, object.runOver(PACKET, 0, "dispatch"));
                put(object, programs, "tripled");
                assertEquals(3, object.runOver(PACKET, 0, "dispatch"));
                assertEquals(33, object.run("get").at(1));
                assertTrue(programs.delete(KernelObject.key(SLOT)));
            }
        }
    }

    private static void put(final KernelObject object, final MapView programs, final String program) {
        programs.put(KernelObject.key(SLOT), object.loaded().program(program).orElseThrow(), MapFlags.ANY);
    }

    /** A run meets the old program, the new one or none, and nothing else. */
    @ParameterizedTest
    @MethodSource("all")
    void shouldSwapProgramsUnderRunningOnes(final Variant variant) throws Exception {
        try (KernelObject object = KernelObject.load("tail_calls", variant)) {
            final MapView programs = object.view("programs");
            final AtomicInteger running = new AtomicInteger(2);
            object.run("set", 5, SLOT);
            final Parallel.Work dispatch = thread -> {
                for (int i = 0; i < 2_000; i++) {
                    final int answer = object.runOver(PACKET, thread, "dispatch");
                    assertTrue(Set.of(2, 3, NOTHING_THERE).contains(answer), "answer " + answer);
                }
                running.decrementAndGet();
            };
            Parallel.run(dispatch, dispatch, thread -> {
                for (int i = 0; i < 200 || running.get() != 0 && i < 1_000_000; i++) {
                    put(object, programs, i % 2 == 0 ? "doubled" : "tripled");
                    if (i % 3 == 0) {
                        programs.delete(KernelObject.key(SLOT));
                    }
                }
                put(object, programs, "tripled");
            });
            assertEquals(3, object.runOver(PACKET, 0, "dispatch"));
        }
    }
}
