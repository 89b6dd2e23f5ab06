package io.bpfarena.runtime.arena;

import io.bpfarena.linux.Errno;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which user addresses the arenas of one runtime take. A pointer in one arena must not mean something in another, so
 * their ranges may not overlap. An arena that asks for no address gets the first free slot of 4 GiB from
 * {@link #FIRST_BASE} on: 0x300000000000, 0x300100000000, and so on. Any thread.
 */
public final class ArenaPlacement {
    /** Where the first arena goes that asks for no address: free under every collector of the JVM. */
    public static final long FIRST_BASE = 0x3000_0000_0000L;

    /** Bytes between one default base and the next. */
    public static final long SLOT_SIZE = 1L << 32;

    /** User space ends here on x86-64 with four-level page tables. */
    private static final long ADDRESS_END = 1L << 47;

    private final TreeMap<Long, Range> ranges = new TreeMap<>();

    private record Range(String name, long end) {
    }

    /** Nothing is taken yet. */
    public ArenaPlacement() {
        // Ranges come with their arenas.
    }

    /**
     * Takes a range.
     *
     * @param name   of the arena, for errors.
     * @param wanted address, or 0 for any.
     * @param length bytes, at most {@link #SLOT_SIZE}.
     * @return the address.
     * @throws ArenaException EADDRINUSE if another arena has part of it, ENOMEM if no slot is free or user space
     *                        has no such addresses.
     */
    public synchronized long take(final String name, final long wanted, final long length) {
        if (wanted < 0 || wanted > ADDRESS_END - length) {
            throw new ArenaException(Errno.ENOMEM, "map '%s': 0x%x-0x%x is not in user space, which ends at 0x%x"
                    .formatted(name, wanted, wanted + length, ADDRESS_END));
        }
        final long base = wanted != 0 ? wanted : firstFreeSlot(length);
        final Map.Entry<Long, Range> taken = overlapping(base, base + length);
        if (taken != null) {
            throw new ArenaException(Errno.EADDRINUSE,
                    "map '%s': 0x%x-0x%x overlaps arena '%s' at 0x%x-0x%x; give one of them another map_extra"
                            .formatted(name, base, base + length, taken.getValue().name(), taken.getKey(),
                                    taken.getValue().end()));
        }
        ranges.put(base, new Range(name, base + length));
        return base;
    }

    private long firstFreeSlot(final long length) {
        for (long base = FIRST_BASE; base + SLOT_SIZE <= ADDRESS_END; base += SLOT_SIZE) {
            if (overlapping(base, base + length) == null) {
                return base;
            }
        }
        throw new ArenaException(Errno.ENOMEM, "no addresses left for another arena: arenas=" + ranges.size());
    }

    private Map.Entry<Long, Range> overlapping(final long start, final long end) {
        final Map.Entry<Long, Range> before = ranges.lowerEntry(end);
        return before != null && before.getValue().end() > start ? before : null;
    }

    /**
     * Gives a range back.
     *
     * @param base what {@link #take} returned.
     */
    public synchronized void release(final long base) {
        ranges.remove(base);
    }
}
