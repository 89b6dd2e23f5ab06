package io.bpfarena.runtime.arena;

/** Makes the memory of a new arena; how an embedding process (such as the broker) puts arenas where it wants them. */
@FunctionalInterface
public interface ArenaMemoryFactory {
    /**
     * Makes the memory; no page of it is present.
     *
     * @param spec what is wanted; checked already by the kernel's rules.
     * @return the memory, owned by the arena map, which closes it.
     * @throws ArenaException if it is not to be had.
     */
    ArenaMemory create(ArenaSpec spec);
}
