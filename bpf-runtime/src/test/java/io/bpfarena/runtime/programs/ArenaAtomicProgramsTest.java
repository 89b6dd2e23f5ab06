package io.bpfarena.runtime.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.map.Parallel;
import io.bpfarena.runtime.programs.KernelObject.Answer;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every atomic operation on arena memory, alone against its meaning, and by several threads against sums. */
@Timeout(200)
class ArenaAtomicProgramsTest {
    private static final long SEED = Long.getLong("bpfarena.atomics.seed", 42);
    private static final int ROUNDS = 200;
    private static final int THREADS = KernelObject.CPUS;
    private static final int HAMMERED = 2_000;

    static Stream<Variant> all() {
        return Variant.all();
    }

    static Stream<Variant> withAllAtomics() {
        return Variant.withAllAtomics();
    }

    /** Operations by the numbers that the source gives them. */
    private enum Operation {
        ADD, OR, AND, XOR, FETCH_ADD, FETCH_OR, FETCH_AND, FETCH_XOR, XCHG, CMPXCHG;

        long after(final long there, final long operand, final long comparand) {
            return switch (this) {
                case ADD, FETCH_ADD -> there + operand;
                case OR, FETCH_OR -> there | operand;
                case AND, FETCH_AND -> there & operand;
                case XOR, FETCH_XOR -> there ^ operand;
                case XCHG -> operand;
                case CMPXCHG -> there == comparand ? operand : there;
            };
        }

        boolean givesBack() {
            return compareTo(FETCH_ADD) >= 0;
        }

        boolean isBitsThatGiveBack() {
            return this == FETCH_OR || this == FETCH_AND || this == FETCH_XOR;
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldDoWhatEachOperationMeans(final Variant variant) throws Exception {
        final String[] asked = variant.hasAllAtomics() ? new String[] {"apply_bits64", "apply_bits32"} : new String[0];
        final SplittableRandom random = new SplittableRandom(SEED);
        try (KernelObject object = KernelObject.load("arena_atomics", variant, asked)) {
            for (int round = 0; round < ROUNDS; round++) {
                for (final Operation operation : Operation.values()) {
                    final long there = random.nextLong();
                    final long comparand = random.nextBoolean() ? there : random.nextLong();
                    check(object, variant, operation, 64, ~0L, there, random.nextLong(), comparand);
                    check(object, variant, operation, 32, 0xFFFF_FFFFL, there, random.nextLong(), comparand);
                }
            }
        }
    }

    private static void check(
            final KernelObject object, final Variant variant, final Operation operation, final int bits,
            final long mask, final long there, final long operand, final long comparand) throws Exception {
        final boolean known = variant.hasAllAtomics() || operation == Operation.ADD;
        final String program = (known && operation.isBitsThatGiveBack() ? "apply_bits" : "apply") + bits;
        final Answer answer = object.run(program, operation.ordinal(), there, operand, comparand);
        final String what = "%s %s %x %x %x, seed %d".formatted(program, operation, there, operand, comparand, SEED);
        assertEquals(known ? 0 : -Errno.EOPNOTSUPP.number(), answer.retval(), what);
        if (known) {
            assertEquals(operation.givesBack() ? there & mask : 0, answer.at(4), what);
            final long after = operation.after(there & mask, operand & mask, comparand & mask) & mask;
            assertEquals(after, answer.at(5), what);
        }
    }

    /** The kernel's compiler for x86 has no such instructions in arena memory. */
    @ParameterizedTest
    @MethodSource("withAllAtomics")
    void shouldNotLoadWhatTheKernelCannotUnlessAsked(final Variant variant) throws Exception {
        try (KernelObject object = KernelObject.load("arena_atomics", variant)) {
            assertFalse(object.programs().contains("apply_bits64"), object.programs().toString());
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldAddWithoutLosingAnything(final Variant variant) throws Exception {
        final long sum = (long) HAMMERED * (HAMMERED - 1) / 2 * THREADS;
        try (KernelObject object = KernelObject.load("arena_atomics", variant)) {
            Parallel.run(THREADS, thread -> object.runOnCpu(thread, "add", thread, HAMMERED));
            assertEquals(sum << 20, object.global("quad").getLong());
            assertEquals((int) sum, object.global("word").getInt());
        }
    }

    @ParameterizedTest
    @MethodSource("withAllAtomics")
    void shouldLoseNothingOf64Bits(final Variant variant) throws Exception {
        try (KernelObject object = KernelObject.load("arena_atomics", variant)) {
            final long left = hammer(object, "hammer64");
            checkTotals(object.global("totals64"), Long.BYTES, left);
        }
    }

    @ParameterizedTest
    @MethodSource("withAllAtomics")
    void shouldLoseNothingOf32Bits(final Variant variant) throws Exception {
        try (KernelObject object = KernelObject.load("arena_atomics", variant)) {
            final long left = hammer(object, "hammer32");
            checkTotals(object.global("totals32"), Integer.BYTES, left);
        }
    }

    /** Runs it on all threads; what was put by exchange and did not come back is left in memory. */
    private static long hammer(final KernelObject object, final String program) throws Exception {
        final Answer[] answers = new Answer[THREADS];
        Parallel.run(THREADS, thread -> answers[thread] = object.runOnCpu(thread, program, thread, HAMMERED));
        long fetched = 0;
        long left = 0;
        for (final Answer answer : answers) {
            assertEquals(0, answer.retval());
            assertEquals(HAMMERED, answer.at(5), "counted by compare-and-exchange");
            fetched += answer.at(2);
            left += answer.at(3) - answer.at(4);
        }
        final long last = (long) THREADS * HAMMERED - 1;
        assertEquals(last * (last + 1) / 2, fetched, "each old value came back once");
        return left;
    }

    private static void checkTotals(final ByteBuffer totals, final int size, final long left) {
        final long all = (1L << THREADS) - 1;
        final long mask = size == Long.BYTES ? ~0L : 0xFFFF_FFFFL;
        assertEquals((long) HAMMERED * (HAMMERED + 1) / 2 * THREADS, at(totals, size, 0), "added");
        assertEquals((long) THREADS * HAMMERED, at(totals, size, 1), "fetched");
        assertEquals(all, at(totals, size, 2), "set");
        assertEquals(~all & mask, at(totals, size, 3), "cleared");
        assertEquals(0, at(totals, size, 4), "toggled an even number of times");
        assertEquals(left, at(totals, size, 5), "exchanged");
        assertEquals((long) THREADS * HAMMERED, at(totals, size, 6), "counted");
    }

    private static long at(final ByteBuffer totals, final int size, final int index) {
        return size == Long.BYTES
                ? totals.getLong(index * size) : Integer.toUnsignedLong(totals.getInt(index * size));
    }
}
