package io.bpfarena.broker.program;

import io.bpfarena.broker.page.PageRange;
import io.bpfarena.broker.page.SharedArenaMemory;
import io.bpfarena.runtime.arena.ArenaMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * An arena of a hosted object, and the pages of it that were freed since somebody last asked. Programs free pages on
 * the workers' threads, one by one and by the hundred thousand, and clients are told by the control agent; so what is
 * kept in between is one range, of which each free makes the smallest that has it too. It can name pages that were not
 * freed: a client looks at the presence table, which is the truth.
 */
public final class HostedArena {
    private final ArenaMap map;
    private final SharedArenaMemory memory;
    private final AtomicReference<PageRange> freed = new AtomicReference<>(PageRange.NONE);

    HostedArena(final ArenaMap map, final SharedArenaMemory memory) {
        this.map = map;
        this.memory = memory;
        map.addListener((page, count) -> freed.accumulateAndGet(new PageRange(page, count), PageRange::span));
    }

    /** {@return its number among the broker's arenas, which is not that of its map} */
    public int id() {
        return memory.id();
    }

    /** {@return its name, which is also its directory's} */
    public String name() {
        return memory.name();
    }

    /** {@return the allocator} */
    public ArenaMap map() {
        return map;
    }

    /** {@return what was freed since the last call; any thread} */
    public PageRange takeFreed() {
        return freed.get().isEmpty() ? PageRange.NONE : freed.getAndSet(PageRange.NONE);
    }

    /** Tells clients by the table that the arena ends. */
    public void markClosed() {
        memory.markClosed();
    }
}
