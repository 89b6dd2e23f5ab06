package io.bpfarena.runtime.arena;

import java.util.ArrayList;
import java.util.List;

/**
 * Ranges that a long allocation has taken and is committing chunk by chunk. Nobody owns them yet: a free that names
 * them comes, as it were, before the allocation, and does nothing to them. Used under the arena's lock.
 */
final class PagesUnderWay {
    /** Few at a time: one for each thread that allocates a long range just now. */
    private final List<PresentPages.Run> ranges = new ArrayList<>();

    void add(final int page, final int count) {
        ranges.add(new PresentPages.Run(page, count));
    }

    void remove(final int page, final int count) {
        ranges.remove(new PresentPages.Run(page, count));
    }

    /** The parts of a range that are not under way, in order. */
    List<PresentPages.Run> others(final int page, final int count) {
        List<PresentPages.Run> others = List.of(new PresentPages.Run(page, count));
        for (final PresentPages.Run range : ranges) {
            others = without(others, range);
        }
        return others;
    }

    private static List<PresentPages.Run> without(
            final List<PresentPages.Run> runs, final PresentPages.Run range) {
        final List<PresentPages.Run> left = new ArrayList<>();
        final int rangeEnd = range.page() + range.count();
        for (final PresentPages.Run run : runs) {
            final int runEnd = run.page() + run.count();
            addIfAny(left, run.page(), Math.min(runEnd, range.page()));
            addIfAny(left, Math.max(run.page(), rangeEnd), runEnd);
        }
        return left;
    }

    private static void addIfAny(final List<PresentPages.Run> runs, final int start, final int end) {
        if (start < end) {
            runs.add(new PresentPages.Run(start, end - start));
        }
    }
}
