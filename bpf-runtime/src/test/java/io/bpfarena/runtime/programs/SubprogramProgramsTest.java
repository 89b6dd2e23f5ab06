package io.bpfarena.runtime.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bpfarena.runtime.programs.KernelObject.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Global and static subprograms with arguments in the arena, nested frames, and callbacks. */
@Timeout(100)
class SubprogramProgramsTest {
    private static final int KEYS = 97;

    static Stream<Variant> all() {
        return Variant.all();
    }

    /** A search tree that is not balanced: what was put first is on top. */
    private static final class Tree {
        private final List<Long> keys = new ArrayList<>();
        private final int[] counts = new int[KEYS];

        void put(final long key) {
            if (counts[(int) key]++ == 0) {
                keys.add(key);
            }
        }

        /** How many nodes lie on the way to a key: those that no earlier one separates from it. */
        int depth(final long key) {
            long low = -1;
            long high = KEYS;
            int depth = 0;
            for (final long other : keys) {
                if (other > low && other < high) {
                    depth++;
                    if (other == key) {
                        return depth;
                    }
                    low = other < key ? other : low;
                    high = other > key ? other : high;
                }
            }
            return 0;
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldBuildATreeByGlobalFunctions(final Variant variant) throws Exception {
        try (KernelObject object = KernelObject.load("subprograms", variant)) {
            for (int start = 1; start < 20; start += 4) {
                final Tree tree = new Tree();
                long key = start;
                for (int i = 0; i < 60; i++) {
                    key = (key * 5 + 3) % KEYS;
                    tree.put(key);
                }
                final Answer grown = object.run("grow", 60, start);
                assertEquals(tree.keys.size(), grown.at(2), "nodes");
                assertEquals(tree.depth(key), grown.at(3), "depth of the last key");
                for (int i = 0; i < KEYS; i++) {
                    final Answer found = object.run("find", i);
                    assertEquals(tree.depth(i), found.retval(), "depth of " + i);
                    assertEquals(tree.counts[i], found.at(1), "count of " + i);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldNestEightFramesWithStacksOfTheirOwn(final Variant variant) throws Exception {
        try (KernelObject object = KernelObject.load("subprograms", variant)) {
            for (final long n : new long[] {0, 1, 77, -1, Long.MAX_VALUE, 0x1234_5678_9ABCL}) {
                final Answer answer = object.run("deep", n);
                assertEquals(frame(1, n), answer.at(1));
                long written = 0;
                long number = n;
                for (int frame = 1; frame < 8; frame++) {
                    written = written * 3 + number;
                    number += frame;
                }
                assertEquals(written, answer.at(2));
            }
        }
    }

    private static long frame(final int frame, final long n) {
        return (frame == 7 ? n : frame(frame + 1, n + frame)) * 2 + n + n + 3;
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldLetACallbackGoThroughTheArena(final Variant variant) throws Exception {
        try (KernelObject object = KernelObject.load("subprograms", variant)) {
            for (int start = 0; start < 64; start += 9) {
                final int from = start;
                for (int count = 0; count <= 64 - start; count += 5) {
                    assertEquals(LongStream.range(0, count).map(i -> (from + i) * 7 * (i + 1)).sum(),
                            object.run("called_back", start, count).at(2), "%d from %d".formatted(count, start));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldPassPointersToGlobalFunctions(final Variant variant) throws Exception {
        try (KernelObject object = KernelObject.load("subprograms", variant)) {
            final Answer answer = object.run("by_pointer", 0x1_0000_0001L, 3, 1000);
            assertEquals(1, answer.at(3));
            assertEquals(0x3_0000_0003L * 1000 & 0xFFFF_FFFFL, answer.at(4));
            assertEquals(0x3_0000_0003L * 1000, answer.at(5));
        }
    }
}
