package io.bpfarena.runtime.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.map.Parallel;
import io.bpfarena.runtime.programs.KernelObject.Answer;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Timers in the values of a map, whose callback counts there and in the arena. */
@Timeout(200)
class ArenaTimerProgramsTest {
    private static final int TIMERS = 4;
    private static final long MILLISECOND = Duration.ofMillis(1).toNanos();

    static Stream<Variant> all() {
        return Variant.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldFireAsOftenAsItStartsItself(final Variant variant) throws Exception {
        try (KernelObject object = KernelObject.load("timers", variant)) {
            assertEquals(0, object.run("start", 0, MILLISECOND, 5).retval());
            final Answer answer = object.await("look", 3, 0, 0);
            assertEquals(5, answer.at(1), "by the map");
            assertEquals(5, answer.at(2), "by the arena");
            assertEquals(0, answer.at(3), "nothing is left");
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldNotFireOnceItIsCancelled(final Variant variant) throws Exception {
        try (KernelObject object = KernelObject.load("timers", variant)) {
            assertEquals(-Errno.EINVAL.number(), object.run("cancel", 1).retval(), "it was never made");
            object.run("start", 1, Duration.ofHours(1).toNanos(), 1);
            assertEquals(1, object.run("cancel", 1).retval(), "it was still to fire");
            assertEquals(0, object.run("cancel", 1).retval(), "it no longer was");
            assertEquals(0, object.run("look", 1).at(1));
            final Answer again = object.run("start", 1, MILLISECOND, 2);
            assertEquals(-Errno.EBUSY.number(), again.at(3), "it is there already");
            assertEquals(2, object.await("look", 1, 2, 1).at(1));
        }
    }

    /** Each thread starts a timer of its own, again and again. */
    @ParameterizedTest
    @MethodSource("all")
    void shouldFireForSeveralThreads(final Variant variant) throws Exception {
        try (KernelObject object = KernelObject.load("timers", variant)) {
            Parallel.run(TIMERS, thread -> {
                for (int round = 1; round <= 5; round++) {
                    assertEquals(0, object.runOnCpu(thread, "start", thread, 0, 3).at(5));
                    final Answer answer = object.await("look", 3, 0, thread);
                    assertEquals(3, answer.at(1));
                    assertEquals(3L * round, answer.at(2));
                }
            });
            assertTrue(object.run("look", TIMERS).retval() < 0, "there is no such timer");
        }
    }
}
