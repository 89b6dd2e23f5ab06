package io.bpfarena.runtime.arena;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The free pages of an arena as ranges, found by place and by size; kernel/bpf/range_tree.c. Which range an allocation
 * gets is visible to programs, so it is the kernel's choice to the letter: the smallest range that fits, and of equal
 * ones that which was changed last.
 *
 * <p>Worked example. All of 0..99 is free; pages 0..11 are allocated, so 12..99 is free. Pages 2..9 are freed one
 * by one: the ranges are 2..9 and 12..99, and the next page comes from the start of the smaller, 2. Had 12..19 been
 * cut off from the rest by an allocation of 20 and then been freed again after 2..9, both ranges would have eight pages
 * and the next page would be 12, from the one that was inserted last.
 *
 * <p>All operations take logarithmic time in the number of ranges; not thread-safe.
 */
final class RangeTree {
    private final TreeMap<Integer, Range> byStart = new TreeMap<>();
    private final TreeSet<Range> bySize = new TreeSet<>(Range.BY_SIZE);
    private long insertions;
    private int free;

    /** Pages first..last are free. Equal sizes go in the order of insertion. */
    private record Range(int first, int last, long insertion) {
        static final Comparator<Range> BY_SIZE = Comparator.comparingInt(Range::size)
                .thenComparing(Comparator.comparingLong(Range::insertion).reversed());

        int size() {
            return last - first + 1;
        }
    }

    /** How many pages are free. */
    int free() {
        return free;
    }

    /** How many ranges there are. */
    int ranges() {
        return byStart.size();
    }

    /**
     * Where an allocation goes that does not ask for a place (range_tree_find).
     *
     * @return first page of the range, or -1 if none is large enough.
     */
    int find(final int pages) {
        final Range best = bySize.ceiling(new Range(0, pages - 1, Long.MAX_VALUE));
        return best == null ? -1 : best.first;
    }

    /** Whether all of a range is free (is_range_tree_set). */
    boolean isFree(final int first, final int pages) {
        final Map.Entry<Integer, Range> entry = byStart.floorEntry(first);
        return entry != null && entry.getValue().last >= first + pages - 1;
    }

    /** Makes all of a range taken, whatever of it was free (range_tree_clear). */
    void take(final int first, final int pages) {
        final int last = first + pages - 1;
        for (Range range = overlapping(first, last); range != null; range = overlapping(first, last)) {
            remove(range);
            if (range.first < first) {
                insert(range.first, first - 1);
            }
            if (range.last > last) {
                insert(last + 1, range.last);
            }
        }
    }

    /** Makes all of a range free, whatever of it was taken, joined with its neighbours (range_tree_set). */
    void release(final int first, final int pages) {
        if (isFree(first, pages)) {
            return;
        }
        take(first, pages);
        final int last = first + pages - 1;
        final Map.Entry<Integer, Range> left = byStart.floorEntry(first);
        final Range right = byStart.get(last + 1);
        int newFirst = first;
        int newLast = last;
        if (left != null && left.getValue().last == first - 1) {
            newFirst = left.getValue().first;
            remove(left.getValue());
        }
        if (right != null) {
            newLast = right.last;
            remove(right);
        }
        insert(newFirst, newLast);
    }

    /** The lowest range that shares a page with first..last, or null. */
    private Range overlapping(final int first, final int last) {
        final Map.Entry<Integer, Range> before = byStart.floorEntry(first);
        if (before != null && before.getValue().last >= first) {
            return before.getValue();
        }
        final Map.Entry<Integer, Range> after = byStart.ceilingEntry(first);
        return after != null && after.getKey() <= last ? after.getValue() : null;
    }

    private void insert(final int first, final int last) {
        final Range range = new Range(first, last, insertions++);
        byStart.put(first, range);
        bySize.add(range);
        free += range.size();
    }

    private void remove(final Range range) {
        byStart.remove(range.first);
        bySize.remove(range);
        free -= range.size();
    }
}
