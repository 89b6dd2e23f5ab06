package io.bpfarena.runtime.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bpfarena.runtime.map.Parallel;
import io.bpfarena.runtime.programs.KernelObject.Answer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Exceptions: what a program that throws answers, and what it had done before. */
@Timeout(100)
class ExceptionProgramsTest {
    /** What {@code explain} adds to the steps. */
    private static final int EXPLAINED = 1_000;

    static Stream<Variant> all() {
        return Variant.all();
    }

    private static int explained(final long cookie) {
        return (int) (cookie * 2 + 1);
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldAnswerWithTheCookieAndKeepWhatWasDone(final Variant variant) throws Exception {
        try (KernelObject object = KernelObject.load("exceptions", variant)) {
            for (final long n : new long[] {0, 10, 11, 0x1_0000_0005L, -1}) {
                final boolean thrown = Long.compareUnsigned(n, 10) > 0;
                final Answer answer = object.run("throw_above", n);
                assertEquals((int) (thrown ? n : n + 100), answer.retval());
                assertEquals(1, answer.at(1));
                assertEquals(thrown ? 0 : 1, answer.at(2));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldLeaveAllFramesAtOnce(final Variant variant) throws Exception {
        try (KernelObject object = KernelObject.load("exceptions", variant)) {
            for (int n = 0; n < 10; n++) {
                final boolean thrown = n + 2 == 7;
                for (final boolean explained : new boolean[] {false, true}) {
                    final Answer answer = object.run(explained ? "nested_explained" : "nested", n);
                    final int normal = explained ? 7 : 0;
                    assertEquals(thrown ? explained ? explained(77) : 77 : normal, answer.retval());
                    assertEquals(thrown ? 0 : (n + 2) * 3 + 3, answer.at(1));
                    assertEquals(thrown ? 0 : 1, answer.at(2));
                    final int steps = thrown ? explained ? 1 + EXPLAINED : 1 : 3;
                    assertEquals(steps, object.run("steps_taken").at(0));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldThrowAfterALoopThatWentTooFar(final Variant variant) throws Exception {
        try (KernelObject object = KernelObject.load("exceptions", variant)) {
            for (int limit = 0; limit < 60; limit += 7) {
                int rounds = 0;
                int total = 0;
                while (rounds < 10 && total <= limit) {
                    total += rounds++;
                }
                final boolean thrown = total > limit;
                final Answer plain = object.run("loop", 10, limit);
                assertEquals(thrown ? total : 5, plain.retval());
                assertEquals(thrown ? 0 : total, plain.at(2));
                assertEquals(rounds, object.run("steps_taken").at(0));
                assertEquals(thrown ? explained(total) : 5, object.run("loop_explained", 10, limit).retval());
                assertEquals(rounds + (thrown ? EXPLAINED : 0), object.run("steps_taken").at(0));
            }
        }
    }

    /** Each run answers for itself. */
    @ParameterizedTest
    @MethodSource("all")
    void shouldThrowOnSeveralThreads(final Variant variant) throws Exception {
        try (KernelObject object = KernelObject.load("exceptions", variant)) {
            Parallel.run(KernelObject.CPUS, thread -> {
                for (int i = 11; i < 300; i++) {
                    final int n = i * KernelObject.CPUS + thread;
                    assertEquals(n, object.runOnCpu(thread, "throw_above", n).retval());
                }
            });
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldEndWhereAnAssertionDoesNotHold(final Variant variant) throws Exception {
        try (KernelObject object = KernelObject.load("exceptions", variant)) {
            for (int index = 0; index < 18; index++) {
                final boolean holds = index >= 2 && index <= 15;
                final Answer answer = object.run("asserted", index, 5);
                assertEquals(holds ? 1 : 0, answer.retval());
                assertEquals(holds ? 5 : 0, answer.at(2));
            }
            assertEquals(explained(40), object.run("asserted_explained", 16, 1).retval());
            assertEquals(explained(50), object.run("asserted_explained", 15, 0).retval());
            assertEquals(6, object.run("asserted_explained", 15, 1).at(2));
        }
    }
}
