package io.bpfarena.examples.walk;

import io.bpfarena.linux.MemoryMapping;
import io.bpfarena.linux.Protection;
import java.lang.foreign.ValueLayout;

/** Memory at an arena's address, which a test fills by hand; pages are there as far as something was allocated. */
final class HandMadeArena implements AutoCloseable {
    static final long BASE = 0x3000_0000_0000L;
    static final int LENGTH = 64 << 20;

    private final MemoryMapping mapping = MemoryMapping.anonymousAt(BASE, LENGTH, Protection.READ_WRITE);
    private int end;

    /** {@return the address of so many zero bytes} */
    long allocate(final int length) {
        final int start = end;
        end += length;
        if (end > LENGTH) {
            throw new IllegalStateException("hand-made arena is full");
        }
        return BASE + start;
    }

    /** {@return the address of a zeroed page} */
    long allocatePage() {
        end = end + MemoryMapping.PAGE_SIZE - 1 & -MemoryMapping.PAGE_SIZE;
        return allocate(MemoryMapping.PAGE_SIZE);
    }

    void put(final long address, final long value) {
        mapping.segment().set(ValueLayout.JAVA_LONG, address - BASE, value);
    }

    long get(final long address) {
        return mapping.segment().get(ValueLayout.JAVA_LONG, address - BASE);
    }

    /** {@return bytes allocated, from the base on} */
    int used() {
        return end;
    }

    boolean isPresent(final long address) {
        return (address - BASE) / MemoryMapping.PAGE_SIZE <= (end - 1L) / MemoryMapping.PAGE_SIZE;
    }

    ArenaReader reader() {
        return new ArenaReader(BASE, LENGTH, this::isPresent);
    }

    /** {@return the allocated pages, for a file} */
    byte[] pages() {
        final byte[] bytes = new byte[end + MemoryMapping.PAGE_SIZE - 1 & -MemoryMapping.PAGE_SIZE];
        mapping.segment().asByteBuffer().get(0, bytes);
        return bytes;
    }

    @Override
    public void close() {
        mapping.close();
    }
}
