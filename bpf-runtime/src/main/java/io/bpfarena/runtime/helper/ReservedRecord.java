package io.bpfarena.runtime.helper;

import io.bpfarena.runtime.map.RingBufferMap;
import io.bpfarena.runtime.memory.MemoryRegion;
import java.util.List;
import java.util.Optional;

/**
 * A record of a ring buffer that a program reserved and has not submitted. The kernel refuses a program that could end
 * with one; here it is discarded, since the ring would stand still otherwise.
 *
 * @param ring    that it belongs to.
 * @param pointer its sample.
 * @param size    bytes of the sample.
 */
record ReservedRecord(RingBufferMap ring, long pointer, int size) implements Loan {
    @Override
    public List<MemoryRegion> memory() {
        return List.of(new MemoryRegion("record of map " + ring.name(), pointer, size, true));
    }

    @Override
    public Optional<String> expire() {
        ring.commit(pointer, true, 0);
        return Optional.of("Unreleased reference: a record of %d bytes of map %s was neither submitted nor discarded"
                .formatted(size, ring.name()));
    }
}
