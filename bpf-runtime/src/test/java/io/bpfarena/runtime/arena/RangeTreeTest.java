package io.bpfarena.runtime.arena;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RangeTreeTest {
    private static final long SEED = Long.getLong("bpfarena.fuzz.seed", System.nanoTime());

    private final RangeTree tree = new RangeTree();

    @Test
    void shouldChooseTheSmallestRangeThatFits() {
        tree.release(0, 10);
        tree.release(20, 3);
        tree.release(30, 5);
        assertEquals(20, tree.find(1));
        assertEquals(20, tree.find(3));
        assertEquals(30, tree.find(4));
        assertEquals(0, tree.find(6));
        assertEquals(-1, tree.find(11));
    }

    @Test
    void shouldChooseTheOneOfEqualRangesThatWasInsertedLast() {
        tree.release(40, 4);
        tree.release(0, 4);
        tree.release(20, 4);
        assertEquals(20, tree.find(4));
        tree.release(60, 4);
        assertEquals(60, tree.find(2));
    }

    @Test
    void shouldCountAChangedRangeAsInsertedAnew() {
        tree.release(0, 8);
        tree.release(20, 8);
        tree.take(7, 1);
        tree.take(27, 1);
        tree.take(6, 1);
        tree.take(26, 1);
        assertEquals(20, tree.find(6));
        tree.release(6, 1);
        tree.take(6, 1);
        assertEquals(0, tree.find(6), "same range as before, but inserted last");
    }

    @Test
    void shouldJoinNeighbours() {
        tree.release(0, 4);
        tree.release(8, 4);
        assertEquals(2, tree.ranges());
        tree.release(4, 4);
        assertEquals(1, tree.ranges());
        assertEquals(0, tree.find(12));
        assertEquals(12, tree.free());
    }

    @Test
    void shouldLeaveARangeThatIsFreeAlreadyWhereItIs() {
        tree.release(0, 4);
        tree.release(20, 4);
        tree.release(1, 2);
        assertEquals(20, tree.find(4));
    }

    @Test
    void shouldReleaseOverPartsThatAreFree() {
        tree.release(2, 2);
        tree.release(6, 2);
        tree.release(0, 10);
        assertEquals(1, tree.ranges());
        assertTrue(tree.isFree(0, 10));
        assertFalse(tree.isFree(0, 11));
    }

    @Test
    void shouldWorkAtBothEndsOfTheLargestArena() {
        final int pages = 1 << 20;
        tree.release(0, pages);
        tree.take(0, 1);
        tree.take(pages - 1, 1);
        assertEquals(pages - 2, tree.free());
        assertEquals(-1, tree.find(pages - 1));
        tree.release(pages - 1, 1);
        tree.release(0, 1);
        assertEquals(0, tree.find(pages));
    }

    /**
     * Against a list that does what kernel/bpf/range_tree.c does in the most simple-minded way: ranges in the order
     * of its size tree (larger first, equal ones in the order of insertion), searched from the end.
     */
    @Test
    void shouldAgreeWithAListInTheKernelsOrder() {
        final int pages = 200;
        final SplittableRandom random = new SplittableRandom(SEED);
        final KernelOrder model = new KernelOrder();
        for (int step = 0; step < 200_000; step++) {
            final int first = random.nextInt(pages);
            final int count = 1 + random.nextInt(Math.min(random.nextBoolean() ? 4 : pages, pages - first));
            final String where = "seed %d, step %d: %d+%d".formatted(SEED, step, first, count);
            assertEquals(model.find(count), tree.find(count), where);
            assertEquals(model.isFree(first, count), tree.isFree(first, count), where);
            switch (random.nextInt(4)) {
                case 0 -> {
                    tree.take(first, count);
                    model.take(first, count);
                }
                case 1 -> {
                    final int found = tree.find(count);
                    if (found >= 0) {
                        tree.take(found, count);
                        model.take(found, count);
                    }
                }
                default -> {
                    tree.release(first, count);
                    model.release(first, count);
                }
            }
            assertEquals(model.free(), tree.free(), where);
            assertEquals(model.ranges.size(), tree.ranges(), where);
        }
    }

    private static final class KernelOrder {
        private record Range(int first, int last) {
            int size() {
                return last - first + 1;
            }

            boolean overlaps(final int from, final int to) {
                return first <= to && from <= last;
            }
        }

        private final List<Range> ranges = new ArrayList<>();

        private void insert(final int first, final int last) {
            int at = 0;
            while (at < ranges.size() && last - first + 1 <= ranges.get(at).size()) {
                at++;
            }
            ranges.add(at, new Range(first, last));
        }

        int find(final int pages) {
            for (int i = ranges.size() - 1; i >= 0; i--) {
                if (ranges.get(i).size() >= pages) {
                    return ranges.get(i).first;
                }
            }
            return -1;
        }

        boolean isFree(final int first, final int pages) {
            return ranges.stream().anyMatch(range -> range.first <= first && range.last >= first + pages - 1);
        }

        int free() {
            return ranges.stream().mapToInt(Range::size).sum();
        }

        void take(final int first, final int pages) {
            final int last = first + pages - 1;
            final List<Range> hit = ranges.stream().filter(range -> range.overlaps(first, last))
                    .sorted(java.util.Comparator.comparingInt(Range::first)).toList();
            for (final Range range : hit) {
                ranges.remove(range);
                if (range.first < first) {
                    insert(range.first, first - 1);
                }
                if (range.last > last) {
                    insert(last + 1, range.last);
                }
            }
        }

        void release(final int first, final int pages) {
            if (isFree(first, pages)) {
                return;
            }
            take(first, pages);
            int from = first;
            int to = first + pages - 1;
            for (final Range range : List.copyOf(ranges)) {
                if (range.last == first - 1) {
                    from = range.first;
                    ranges.remove(range);
                } else if (range.first == first + pages) {
                    to = range.last;
                    ranges.remove(range);
                }
            }
            insert(from, to);
        }
    }
}
