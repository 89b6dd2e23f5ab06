package io.bpfarena.runtime.arena;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** The presence table seen from the arena's own pages. Used under the arena's lock. */
final class PresentPages {
    private final MemorySegment presence;
    private final long firstByte;
    private final long firstPage;

    PresentPages(final ArenaMemory memory, final long userVmStart) {
        presence = memory.presence();
        firstByte = ArenaMemory.VIEW_GUARD + (userVmStart & 0xFFFF_FFFFL);
        firstPage = firstByte >>> ArenaMemory.PAGE_SHIFT;
    }

    /**
     * Pages that lie side by side.
     *
     * @param page  first page, from 0.
     * @param count pages.
     */
    record Run(int page, int count) {
    }

    /** Bytes into the view of a byte of the arena. */
    long viewOffset(final long offset) {
        return firstByte + offset;
    }

    boolean isPresent(final int page) {
        return presence.get(ValueLayout.JAVA_BYTE, firstPage + page) != 0;
    }

    /** The present pages of a range, joined into runs as long as can be. */
    List<Run> runs(final int page, final int count) {
        return runs(page, count, true);
    }

    /** The absent pages of a range, joined into runs as long as can be. */
    List<Run> absentRuns(final int page, final int count) {
        return runs(page, count, false);
    }

    private List<Run> runs(final int page, final int count, final boolean wanted) {
        final List<Run> runs = new ArrayList<>();
        final int end = page + count;
        int start = next(page, end, wanted);
        while (start < end) {
            final int stop = next(start, end, !wanted);
            runs.add(new Run(start, stop - start));
            start = next(stop, end, wanted);
        }
        return runs;
    }

    /** The same pages in fewer runs, where one ends at the start of the next. */
    static List<Run> joined(final List<Run> runs) {
        final List<Run> joined = new ArrayList<>();
        for (final Run run : runs) {
            final Run last = joined.isEmpty() ? null : joined.getLast();
            if (last != null && last.page() + last.count() == run.page()) {
                joined.set(joined.size() - 1, new Run(last.page(), last.count() + run.count()));
            } else {
                joined.add(run);
            }
        }
        return joined;
    }

    /** The first page from which presence is as wanted, or the end. Looks at eight absent pages at a time. */
    private int next(final int page, final int end, final boolean wanted) {
        int at = page;
        while (at < end && isPresent(at) != wanted) {
            at++;
            while (wanted && at + Long.BYTES <= end
                    && presence.get(ValueLayout.JAVA_LONG_UNALIGNED, firstPage + at) == 0) {
                at += Long.BYTES;
            }
        }
        return at;
    }
}
