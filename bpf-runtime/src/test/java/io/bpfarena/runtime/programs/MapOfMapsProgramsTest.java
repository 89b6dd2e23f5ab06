package io.bpfarena.runtime.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.runtime.map.MapFlags;
import io.bpfarena.runtime.map.MapView;
import io.bpfarena.runtime.map.Parallel;
import io.bpfarena.runtime.programs.KernelObject.Answer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Maps of maps whose inner maps Java swaps while programs count in them. */
@Timeout(100)
class MapOfMapsProgramsTest {
    private static final int THREADS = 3;
    private static final int RUNS = 50;
    private static final int ROUNDS = 100;

    static Stream<Variant> all() {
        return Variant.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldLoseNoAdditionWhileMapsAreSwapped(final Variant variant) throws Exception {
        try (KernelObject object = KernelObject.load("map_of_maps", variant)) {
            final Answer answer = addWhileSwapping(object, false);
            assertEquals((long) THREADS * RUNS * ROUNDS, answer.at(0), "a map was always there");
            assertEquals(0, answer.at(1));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldMissAMapThatIsTakenOut(final Variant variant) throws Exception {
        try (KernelObject object = KernelObject.load("map_of_maps", variant)) {
            final Answer answer = addWhileSwapping(object, true);
            assertEquals((long) THREADS * RUNS * ROUNDS, answer.at(0) + answer.at(1));
            assertTrue(object.view("by_index").delete(KernelObject.key(0)));
            assertEquals(ROUNDS, object.run("add_many", 0, 3, ROUNDS).at(4), "nothing is there any more");
        }
    }

    /** What programs say that they added and missed; the former is what lies in the two maps. */
    private static Answer addWhileSwapping(final KernelObject object, final boolean takeOut) throws Exception {
        final MapView outer = object.view("by_index");
        final AtomicInteger running = new AtomicInteger(THREADS);
        final AtomicLong added = new AtomicLong();
        final AtomicLong missed = new AtomicLong();
        final Parallel.Work add = thread -> {
            for (int i = 0; i < RUNS; i++) {
                final Answer answer = object.runOnCpu(thread, "add_many", 0, 3, ROUNDS);
                added.addAndGet(answer.at(3));
                missed.addAndGet(answer.at(4));
            }
            running.decrementAndGet();
        };
        Parallel.run(add, add, add, thread -> {
            for (int i = 0; i < 100 || running.get() != 0 && i < 1_000_000; i++) {
                outer.put(KernelObject.key(0), object.map(i % 2 == 0 ? "green" : "blue"), MapFlags.ANY);
                if (takeOut && i % 3 == 0) {
                    outer.delete(KernelObject.key(0));
                }
            }
            outer.put(KernelObject.key(0), object.map("blue"), MapFlags.ANY);
        });
        assertEquals(added.get(), count(object, "blue") + count(object, "green"));
        return new Answer(0, added.get(), missed.get());
    }

    private static long count(final KernelObject object, final String map) {
        return KernelObject.number(object.view(map).lookup(KernelObject.key(3)).orElseThrow());
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldUseAHashThatJavaPutIntoAHash(final Variant variant) throws Exception {
        try (KernelObject object = KernelObject.load("map_of_maps", variant)) {
            assertEquals(-1, object.run("insert", 7, 1, 10).retval());
            object.view("by_key").put(KernelObject.key(7), object.map("red"), MapFlags.NOEXIST);
            for (long key = 0; key < 32; key++) {
                assertEquals(0, object.run("insert", 7, key << 40, key * key).retval());
            }
            for (long key = 0; key < 32; key++) {
                assertEquals(key * key, object.run("find", 7, key << 40).at(2));
            }
            assertEquals(-7, object.run("insert", 7, 1, 10).retval(), "E2BIG");
            assertTrue(object.view("by_key").delete(KernelObject.key(7)));
            assertEquals(-1, object.run("find", 7, 0).retval());
        }
    }
}
