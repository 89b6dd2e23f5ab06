package io.bpfarena.runtime.helper;

import io.bpfarena.runtime.memory.MemoryRegion;
import java.util.List;
import java.util.Optional;

/**
 * A dynptr that a function hands to a callback: memory whose size is only known at run time. The program has a pointer
 * that it can give to the bpf_dynptr helpers, but not look behind; that the memory starts eight bytes further on,
 * behind the record's header, is nothing it can count on.
 *
 * @param region the memory it stands for.
 */
record DynamicPointer(MemoryRegion region) implements Loan {
    private static final int HEADER_SIZE = 8;

    @Override
    public long pointer() {
        return region.address() - HEADER_SIZE;
    }

    @Override
    public List<MemoryRegion> memory() {
        return List.of(region);
    }

    /** Only a fault in the callback leaves it to the end of the run. */
    @Override
    public Optional<String> expire() {
        return Optional.empty();
    }
}
