package io.bpfarena.runtime.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bpfarena.runtime.programs.KernelObject.Answer;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Loops of every kind against the same loops in Java. */
@Timeout(100)
class LoopProgramsTest {
    private static final long SEED = Long.getLong("bpfarena.loops.seed", 7);
    private static final int TRIES = 30;

    private final SplittableRandom random = new SplittableRandom(SEED);

    static Stream<Variant> all() {
        return Variant.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldGoThroughTheNumbersOfBpfFor(final Variant variant) throws Exception {
        try (KernelObject object = KernelObject.load("loops", variant)) {
            for (int i = 0; i < TRIES; i++) {
                final int start = random.nextInt(-200, 200);
                final int end = random.nextInt(-200, 400);
                final int step = random.nextInt(1, 9);
                final int[] numbers = IntStream.range(start, end)
                        .filter(number -> step == 1 || Integer.remainderUnsigned(number, step) == 0).toArray();
                final Answer answer = object.run("sum_for", start, end, step);
                assertEquals(IntStream.of(numbers).asLongStream().sum(), answer.at(3), "seed " + SEED);
                assertEquals(numbers.length, answer.at(4), "seed " + SEED);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldLeaveNestedIterators(final Variant variant) throws Exception {
        try (KernelObject object = KernelObject.load("loops", variant)) {
            for (int i = 0; i < TRIES; i++) {
                final int rows = random.nextInt(1, 40);
                final int columns = random.nextInt(1, 40);
                final int stop = random.nextInt(400);
                final Answer answer = object.run("nested_for", rows, columns, stop);
                assertEquals(nested(rows, columns, stop), answer.at(3), "seed " + SEED);
                assertEquals(Math.min(rows, stop), object.run("repeat", rows, stop).at(2), "seed " + SEED);
            }
        }
    }

    private static long nested(final int rows, final int columns, final int stop) {
        long sum = 0;
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                if (stop != 0 && row * column == stop) {
                    return sum;
                }
                sum += (long) row * column;
            }
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldGoOnWhileItCanLoop(final Variant variant) throws Exception {
        try (KernelObject object = KernelObject.load("loops", variant)) {
            for (int i = 0; i < TRIES; i++) {
                final int start = random.nextInt(1, 1_000_000);
                long n = start;
                long steps = 0;
                long highest = n;
                for (; n != 1; steps++) {
                    n = n % 2 == 0 ? n / 2 : 3 * n + 1;
                    highest = Math.max(highest, n);
                }
                final Answer answer = object.run("collatz", start);
                assertEquals(steps, answer.at(1), "steps from " + start);
                assertEquals(highest, answer.at(2), "highest from " + start);
            }
            final int words = random.nextInt(1_000, 4_096);
            final Answer answer = object.run("sum_can_loop", words);
            assertEquals(LongStream.range(0, words).map(word -> word * word).sum(), answer.at(1));
            assertEquals(LongStream.range(1, 1_000).map(word -> word * word).sum(), answer.at(2));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldCallBackUntilTheCallbackSaysStop(final Variant variant) throws Exception {
        try (KernelObject object = KernelObject.load("loops", variant)) {
            for (int i = 0; i < TRIES; i++) {
                final int rounds = random.nextInt(300);
                final int last = random.nextInt(300);
                final int done = Math.min(rounds, last + 1);
                final Answer answer = object.run("sum_loop", rounds, last);
                assertEquals(done, answer.retval(), "seed " + SEED);
                assertEquals(3 * LongStream.range(0, done).sum(), answer.at(3), "seed " + SEED);
            }
            assertEquals(LongStream.range(0, 50).map(outer -> 3 * LongStream.range(0, outer).sum()).sum(),
                    object.run("loop_in_loop", 50).at(3));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldVisitElementsThatTheCallbackChanges(final Variant variant) throws Exception {
        try (KernelObject object = KernelObject.load("loops", variant)) {
            for (int round = 0; round < 3; round++) {
                final Answer answer = object.run("each_of_array", 100);
                assertEquals(8, answer.retval());
                assertEquals(round * LongStream.range(0, 8).sum(), answer.at(1));
            }
            final Answer answer = object.run("each_of_hash", 50);
            assertEquals(50, answer.retval());
            assertEquals(LongStream.range(0, 50).map(key -> key * (key + 100)).sum(), answer.at(1));
            assertEquals(25, answer.at(2), "odd keys");
            assertEquals(25, answer.at(3), "even keys");
            assertEquals(LongStream.range(0, 50).filter(key -> key % 2 == 0).map(key -> key * (key + 100)).sum(),
                    answer.at(4));
        }
    }
}
