package io.bpfarena.runtime.helper;

/**
 * The kfuncs of kernel/bpf/arena.c. Their C types narrow the registers: a {@code u32} count or an {@code int} node is
 * the low half of its register, whatever the upper half holds.
 */
final class ArenaFunctions {
    /** So many that they take longer than a look at the clock by far. */
    private static final int MANY_PAGES = 16;

    private ArenaFunctions() {
    }

    static void addTo(final FunctionTable.Builder table) {
        table.kfunc("bpf_arena_alloc_pages",
                "void *bpf_arena_alloc_pages(void *map, void *addr, u32 page_cnt, int node_id, u64 flags)",
                ArenaFunctions::allocPages);
        table.kfunc("bpf_arena_free_pages",
                "void bpf_arena_free_pages(void *map, void *ptr, u32 page_cnt)",
                ArenaFunctions::freePages);
        table.kfunc("bpf_arena_reserve_pages",
                "int bpf_arena_reserve_pages(void *map, void *ptr, u32 page_cnt)",
                ArenaFunctions::reservePages);
    }

    private static long allocPages(final CallContext context, final long map, final long address, final long pages,
            final long node, final long flags) {
        return context.arena(map).allocPages(address, pageCount(context, pages), (int) node, flags);
    }

    private static long freePages(final CallContext context, final long map, final long address, final long pages,
            final long unused4, final long unused5) {
        context.arena(map).freePages(address, pageCount(context, pages));
        return 0;
    }

    private static long reservePages(final CallContext context, final long map, final long address, final long pages,
            final long unused4, final long unused5) {
        return context.arena(map).reservePages(address, pageCount(context, pages));
    }

    /**
     * A count that no Java int holds is beyond any arena, as the largest int is. Many pages take their time, so that a
     * program whose time is up must not begin with them.
     */
    private static int pageCount(final CallContext context, final long register) {
        final int count = (int) register;
        if (count < 0 || count > MANY_PAGES) {
            context.checkDeadline();
        }
        return count < 0 ? Integer.MAX_VALUE : count;
    }
}
