package io.bpfarena.runtime.arena;

import io.bpfarena.runtime.map.MapAttributes;
import io.bpfarena.runtime.map.MapFlags;

/** Arenas for tests. */
final class TestArenas {
    static final int ARENA = 33;

    private TestArenas() {
    }

    static PagedArenaMap arena(final int pages) {
        return arena(pages, 0, MapFlags.MMAPABLE);
    }

    static PagedArenaMap arena(final int pages, final long base, final int flags) {
        return arena(pages, base, flags, PrivateArenaMemory::create);
    }

    static PagedArenaMap arena(
            final int pages, final long base, final int flags, final ArenaMemoryFactory memory) {
        return ArenaCreation.create(
                "test", "arena", new MapAttributes(ARENA, 0, 0, pages, flags, base, 0), memory, new ArenaPlacement());
    }
}
