package io.bpfarena.runtime.map;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory the maps of a runtime may have in all. An object asks for as much as it likes, and the memory of a
 * map is only reserved at first; but programs fill it later. So all that it may come to counts from the start, as the
 * kernel charges it, until the map's memory goes: buckets, links, keys, values and rings, each in whole pages. Arenas
 * do not count: their pages come and go one by one. Any thread.
 */
public final class MapMemoryBudget {
    /** Most mappings, up to five a map: of the 65,530 that Linux allows (vm.max_map_count) the JVM needs some, too. */
    public static final int MAX_MAPPINGS = 16_384;

    private final long limit;
    private final AtomicLong used = new AtomicLong();
    private final AtomicInteger mappings = new AtomicInteger();

    /**
     * A budget of which nothing is used.
     *
     * @param limit bytes, not negative.
     * @throws IllegalArgumentException if it is negative.
     */
    public MapMemoryBudget(final long limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("limit must not be negative: limit=" + limit);
        }
        this.limit = limit;
    }

    /** {@return a budget without a limit but that of mappings} */
    public static MapMemoryBudget unlimited() {
        return new MapMemoryBudget(Long.MAX_VALUE);
    }

    /** {@return how many bytes there may be} */
    public long limit() {
        return limit;
    }

    /** {@return how many bytes there are} */
    public long used() {
        return used.get();
    }

    /**
     * Takes some of it.
     *
     * @param bytes positive.
     * @throws MapMemoryException if there is not so much left; nothing is taken then.
     */
    void take(final long bytes) {
        boolean taken = false;
        while (!taken) {
            final long before = used.get();
            if (bytes > limit - before) {
                throw new MapMemoryException("needs %d bytes, and %d of the limit on map memory are in use: limit=%d"
                        .formatted(bytes, before, limit));
            }
            taken = used.compareAndSet(before, before + bytes);
        }
        if (mappings.incrementAndGet() > MAX_MAPPINGS) {
            giveBack(bytes);
            throw new MapMemoryException("all maps together have their limit of mappings: limit=" + MAX_MAPPINGS);
        }
    }

    /** Gives back what was taken. */
    void giveBack(final long bytes) {
        mappings.decrementAndGet();
        used.addAndGet(-bytes);
    }
}
