package io.bpfarena.runtime.memory;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Regions in the order of their addresses, to find the one that holds an access. Immutable; any thread may read it.
 */
public final class RegionTable {
    private final MemoryRegion[] regions;

    /**
     * Sorts regions.
     *
     * @param regions that do not overlap; empty ones are left out.
     */
    public RegionTable(final List<MemoryRegion> regions) {
        this.regions = regions.stream()
                .filter(region -> region.length() > 0)
                .sorted(Comparator.comparingLong(MemoryRegion::address))
                .toArray(MemoryRegion[]::new);
    }

    /**
     * Finds the region that an access lies wholly within.
     *
     * @param address of its first byte.
     * @param size    bytes, not negative.
     * @return the region, or null if there is none.
     */
    public MemoryRegion find(final long address, final long size) {
        final int index = lastNotAbove(address);
        return index >= 0 && regions[index].contains(address, size) ? regions[index] : null;
    }

    /**
     * Finds the region nearest to an address, for a report on an access that missed.
     *
     * @param address anything.
     * @param within  how far away it may be, in bytes.
     * @return the region that holds the address or is nearest to it, or empty if none is near.
     */
    public Optional<MemoryRegion> nearest(final long address, final long within) {
        final int below = lastNotAbove(address);
        final long toBelow = below >= 0
                ? Math.max(0, address - (regions[below].address() + regions[below].length())) : Long.MAX_VALUE;
        final long toAbove = address > 0 && below + 1 < regions.length
                ? regions[below + 1].address() - address : Long.MAX_VALUE;
        if (Math.min(toBelow, toAbove) > within) {
            return Optional.empty();
        }
        return Optional.of(regions[toBelow <= toAbove ? below : below + 1]);
    }

    private int lastNotAbove(final long address) {
        int low = 0;
        int high = regions.length - 1;
        while (low <= high) {
            final int middle = (low + high) >>> 1;
            if (regions[middle].address() <= address) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }
}
