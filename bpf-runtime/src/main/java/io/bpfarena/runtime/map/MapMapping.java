package io.bpfarena.runtime.map;

import io.bpfarena.linux.LinuxFile;
import io.bpfarena.linux.MemoryMapping;
import io.bpfarena.linux.Protection;
import io.bpfarena.linux.SystemCallException;
import java.lang.foreign.MemorySegment;

/** Memory of a map, zero at first, and part of the runtime's {@link MapMemoryBudget} as long as it is there. */
final class MapMapping implements AutoCloseable {
    private final MemoryMapping mapping;
    private final MapMemoryBudget budget;
    private final long bytes;
    private boolean closed;

    private MapMapping(final MemoryMapping mapping, final MapMemoryBudget budget, final long bytes) {
        this.mapping = mapping;
        this.budget = budget;
        this.bytes = bytes;
    }

    /**
     * Takes memory.
     *
     * @param length bytes.
     * @throws MapMemoryException if the budget or the address space has not so much.
     */
    static MapMapping of(final long length, final MapMemoryBudget budget) {
        return map(length, length, Protection.READ_WRITE, budget);
    }

    /**
     * Takes memory that is there twice: a file at the start, and its part behind a head once more after it.
     *
     * @param file of {@code head + size} bytes; may be closed afterwards.
     * @throws MapMemoryException if the budget or the address space has not so much.
     */
    static MapMapping ofRing(final LinuxFile file, final long head, final long size, final MapMemoryBudget budget) {
        final MapMapping ring = map(head + 2 * size, head + size, Protection.NONE, budget);
        try {
            ring.mapping.overlay(0, head + size, Protection.READ_WRITE, file, 0);
            ring.mapping.overlay(head + size, size, Protection.READ_WRITE, file, head);
            return ring;
        } catch (final SystemCallException e) {
            ring.close();
            throw new MapMemoryException(e);
        }
    }

    private static MapMapping map(
            final long length, final long charged, final Protection protection, final MapMemoryBudget budget) {
        final long bytes = charged + MemoryMapping.PAGE_SIZE - 1 & -MemoryMapping.PAGE_SIZE;
        budget.take(bytes);
        try {
            return new MapMapping(MemoryMapping.anonymous(length, protection), budget, bytes);
        } catch (final SystemCallException e) {
            budget.giveBack(bytes);
            throw new MapMemoryException(e);
        }
    }

    MemorySegment segment() {
        return mapping.segment();
    }

    long address() {
        return mapping.address();
    }

    long length() {
        return mapping.length();
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            mapping.close();
            budget.giveBack(bytes);
        }
    }
}
