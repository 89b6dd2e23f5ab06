package io.bpfarena.runtime.arena;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.map.MapAttributes;
import io.bpfarena.runtime.map.MapException;
import io.bpfarena.runtime.map.MapFlags;

/** Makes an arena after the checks of the kernel's arena_map_alloc, in its order. */
public final class ArenaCreation {
    /** Most bytes in an arena (SZ_4G in arena_map_alloc). */
    private static final long MAX_SIZE = 1L << 32;
    private static final int ALLOWED_FLAGS = MapFlags.MMAPABLE | MapFlags.SEGV_ON_FAULT | MapFlags.NO_USER_CONV;

    private ArenaCreation() {
    }

    /**
     * Makes an arena.
     *
     * @param object    name of the object, for whoever makes the memory.
     * @param map       name of the map.
     * @param wanted    what it is made from.
     * @param memory    makes its memory.
     * @param placement of the runtime's arenas.
     * @return the arena, without pages.
     * @throws MapException   what the kernel would answer: EINVAL, E2BIG, ERANGE.
     * @throws ArenaException if its addresses are taken (EADDRINUSE) or its memory is not to be had.
     */
    public static PagedArenaMap create(
            final String object, final String map, final MapAttributes wanted, final ArenaMemoryFactory memory,
            final ArenaPlacement placement) {
        check(map, wanted);
        final long length = Integer.toUnsignedLong(wanted.maxEntries()) << ArenaMemory.PAGE_SHIFT;
        final long base = placement.take(map, wanted.extra(), length);
        try {
            final ArenaSpec spec = new ArenaSpec(object, map, base, wanted.maxEntries(), wanted.flags());
            return new PagedArenaMap(spec, memory.create(spec), () -> placement.release(base));
        } catch (final RuntimeException | Error e) {
            placement.release(base);
            throw e;
        }
    }

    private static void check(final String map, final MapAttributes wanted) {
        if (wanted.keySize() != 0 || wanted.valueSize() != 0 || wanted.maxEntries() == 0) {
            throw refused(Errno.EINVAL, map, "key_size and value_size must be 0, max_entries must not: " + wanted);
        }
        if ((wanted.flags() & MapFlags.MMAPABLE) == 0) {
            throw refused(Errno.EINVAL, map, "BPF_F_MMAPABLE is missing: " + wanted);
        }
        if ((wanted.flags() & ~ALLOWED_FLAGS) != 0) {
            throw refused(Errno.EINVAL, map, "flags 0x%x do not go with an arena: %s"
                    .formatted(wanted.flags() & ~ALLOWED_FLAGS, wanted));
        }
        if ((wanted.extra() & ArenaMemory.PAGE_SIZE - 1) != 0) {
            throw refused(Errno.EINVAL, map, "map_extra must be page-aligned: " + wanted);
        }
        final long size = Integer.toUnsignedLong(wanted.maxEntries()) << ArenaMemory.PAGE_SHIFT;
        if (size > MAX_SIZE) {
            throw refused(Errno.E2BIG, map, "an arena has at most 1048576 pages: " + wanted);
        }
        final long last = wanted.extra() + size - 1;
        if (wanted.extra() >>> 32 != last >>> 32) {
            throw refused(Errno.ERANGE, map, "the range 0x%x-0x%x crosses a 4 GiB boundary"
                    .formatted(wanted.extra(), last + 1));
        }
    }

    private static MapException refused(final Errno errno, final String map, final String reason) {
        return new MapException(errno, "map '%s': %s".formatted(map, reason));
    }
}
