package io.bpfarena.runtime.helper;

import io.bpfarena.runtime.memory.MemoryRegion;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * A run over the bits that are set in some words, which were copied when it began. What it stands at is kept here; the
 * program's 16 bytes only show it the number of the bit.
 */
final class BitIterator implements Loan {
    private final long pointer;
    private final BitSet bits;
    private int next;

    BitIterator(final long pointer, final BitSet bits) {
        this.pointer = pointer;
        this.bits = bits;
    }

    /** The next bit that is set, or -1 after the last. */
    int next() {
        final int found = bits.nextSetBit(next);
        next = found < 0 ? bits.length() : found + 1;
        return found;
    }

    @Override
    public long pointer() {
        return pointer;
    }

    @Override
    public List<MemoryRegion> memory() {
        return List.of();
    }

    @Override
    public Optional<String> expire() {
        return Optional.of("Unreleased reference: an iterator over bits was not destroyed");
    }
}
