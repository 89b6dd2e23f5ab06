package io.bpfarena.runtime.helper;

import io.bpfarena.runtime.memory.MemoryRegion;
import java.util.List;
import java.util.Optional;

/**
 * Memory that a callback may use as long as it runs.
 *
 * @param pointer what the callback gets.
 * @param region  what it may touch.
 */
public record LentMemory(long pointer, MemoryRegion region) implements Loan {
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
