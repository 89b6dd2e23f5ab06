package io.bpfarena.runtime.map;

import java.lang.foreign.MemorySegment;

/** Memory by its native address. Whoever uses it knows that the address is good. */
final class MapMemory {
    /** The whole address space as one segment, so that an address is an offset. */
    static final MemorySegment EVERYTHING = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private MapMemory() {
    }

    /** A size in bytes, rounded up to eight. */
    static long roundUp(final long size) {
        return size + 7 & ~7L;
    }
}
