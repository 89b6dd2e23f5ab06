package io.bpfarena.examples.walk;

/** Walks one kind of structure. Walkers have no state: one may be used by any number of threads. */
public sealed interface StructureWalker
        permits LinkedListWalker, HashTableWalker, RedBlackTreeWalker, SparseArrayWalker {
    /**
     * Walks the whole structure. While a program changes it, a walk may find it damaged, or count what never was there
     * at one time.
     *
     * @param memory the arena.
     * @param head   address where it starts, as the build program gave it; 0 for an empty structure.
     * @return what was found.
     * @throws DamagedStructureException if a pointer cannot be followed or the structure contradicts itself.
     */
    Walk walk(ArenaReader memory, long head) throws DamagedStructureException;
}
