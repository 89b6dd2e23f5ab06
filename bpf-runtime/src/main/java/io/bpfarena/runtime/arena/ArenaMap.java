package io.bpfarena.runtime.arena;

import io.bpfarena.runtime.map.BpfMap;

/**
 * The arena map: which pages are taken, on top of {@link ArenaMemory}. The kernel's rules, fact by fact
 * (kernel/bpf/arena.c). All methods may be called by any thread.
 */
public interface ArenaMap extends BpfMap {
    /** {@return the address at which user space maps page 0} */
    long userVmStart();

    /** {@return the memory; its view and presence are what engines read and write} */
    ArenaMemory memory();

    /**
     * {@code bpf_arena_alloc_pages}.
     *
     * @param address user address of which the low 32 bits count, or 0 for any place.
     * @param pages   how many.
     * @param node    NUMA node, or -1.
     * @param flags   must be 0.
     * @return user address of the first page, or 0.
     */
    long allocPages(long address, int pages, int node, long flags);

    /**
     * {@code bpf_arena_free_pages}.
     *
     * @param address of which the low 32 bits count, rounded down to a page.
     * @param pages   how many; clipped at the end of the arena.
     */
    void freePages(long address, int pages);

    /**
     * {@code bpf_arena_reserve_pages}.
     *
     * @param address of which the low 32 bits count.
     * @param pages   how many.
     * @return 0 or a negative error number.
     */
    int reservePages(long address, int pages);

    /**
     * First touch of a page by user space (arena_vm_fault): a page that nobody allocated is allocated now.
     *
     * @param page from 0.
     * @return what became of it.
     * @throws ArenaException ENOSPC or ENOMEM if there is no memory; ERANGE if the page is past the end.
     */
    FaultOutcome faultIn(int page);

    /** What became of a user-space fault. */
    enum FaultOutcome {
        /** It was there already. */
        PRESENT,
        /** It is there now, zeroed. */
        ALLOCATED,
        /** BPF_F_SEGV_ON_FAULT: the touch is a segmentation fault. */
        SEGV
    }

    /**
     * Adds a listener that hears of freed pages.
     *
     * @param listener called after the pages vanished, by the thread that freed them, under no lock.
     */
    void addListener(ArenaListener listener);

    /** Hears of freed pages. */
    @FunctionalInterface
    interface ArenaListener {
        /**
         * Pages were freed and have vanished from every mapping.
         *
         * @param page  first page, from 0.
         * @param count pages.
         */
        void onPagesFreed(int page, int count);
    }

    /** {@return a snapshot of the counters} */
    ArenaStatistics statistics();

    /**
     * Counters of an arena.
     *
     * @param maxPages       its size in pages.
     * @param allocatedPages present now.
     * @param reservedPages  reserved now, without memory.
     * @param faults         pages that user-space faults allocated, ever.
     * @param allocations    pages that programs allocated, ever.
     * @param frees          pages that were freed, ever.
     */
    record ArenaStatistics(
            int maxPages, int allocatedPages, int reservedPages, long faults, long allocations, long frees) {
    }
}
