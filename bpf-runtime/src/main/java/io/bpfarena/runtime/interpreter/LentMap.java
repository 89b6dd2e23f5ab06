package io.bpfarena.runtime.interpreter;

import io.bpfarena.runtime.helper.Loan;
import io.bpfarena.runtime.map.MapHold;
import io.bpfarena.runtime.memory.MemoryRegion;
import java.util.List;
import java.util.Optional;

/**
 * A map that a program found in another one: it and its memory stay until the run ends, as the kernel keeps them until
 * no program can see them.
 */
record LentMap(long pointer, MapHold hold) implements Loan {
    @Override
    public List<MemoryRegion> memory() {
        return hold.map().regions();
    }

    @Override
    public Optional<String> expire() {
        hold.close();
        return Optional.empty();
    }
}
