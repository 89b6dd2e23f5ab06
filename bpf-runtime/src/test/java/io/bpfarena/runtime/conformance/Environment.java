package io.bpfarena.runtime.conformance;

import io.bpfarena.runtime.arena.ArenaCreation;
import io.bpfarena.runtime.arena.ArenaMap;
import io.bpfarena.runtime.arena.ArenaMemory;
import io.bpfarena.runtime.arena.ArenaPlacement;
import io.bpfarena.runtime.arena.PrivateArenaMemory;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.map.MapAttributes;
import io.bpfarena.runtime.map.MapFactory;
import io.bpfarena.runtime.map.MapFlags;
import io.bpfarena.runtime.map.MapType;
import io.bpfarena.runtime.memory.NativeMemory;
import java.util.ArrayList;
import java.util.List;

/**
 * The maps that a case finds, fresh for each run:
 *
 * <pre>
 *   map 0  "values"     array of one value of 64 bytes, zero
 *   map 1  "constants"  array of one value of 16 bytes, 0x11 .. 0x20, read-only for programs
 *   map 2  "arena"      64 pages at {@link #base}, of which pages 1 and 2 and 63 are present
 * </pre>
 */
public enum Environment {
    /** No maps. */
    NONE(0, 0),
    /** Maps 0 and 1. */
    MAPS(0, 0),
    /** All three, the arena at a multiple of 4 GiB. */
    ARENA(0x3000_0000_0000L, 0),
    /** All three, the arena not at a multiple of 4 GiB: page 0 is arena address 0x80000000. */
    ARENA_HIGH(0x3000_8000_0000L, 0),
    /** All three, the arena at the very end of its 4 GiB. */
    ARENA_LAST(0x3000_FFFC_0000L, 0),
    /** All three, pointers in memory are 32 bits. */
    ARENA_NO_USER_CONV(0x3000_0000_0000L, MapFlags.NO_USER_CONV);

    static final int ARENA_PAGES = 64;
    private static final int CONSTANTS_SIZE = 16;

    private final long base;
    private final int arenaFlags;

    Environment(final long base, final int arenaFlags) {
        this.base = base;
        this.arenaFlags = arenaFlags;
    }

    public List<BpfMap> maps() {
        final List<BpfMap> maps = new ArrayList<>();
        if (this == NONE) {
            return maps;
        }
        final MapFactory factory = new MapFactory((name, wanted) -> ArenaCreation.create(
                "test", name, wanted, PrivateArenaMemory::create, new ArenaPlacement()));
        maps.add(factory.create("values", array(64, 0)));
        maps.add(factory.create("constants", array(CONSTANTS_SIZE, MapFlags.RDONLY_PROG)));
        final long constants = maps.get(1).directValueAddress(0);
        for (int i = 0; i < CONSTANTS_SIZE; i++) {
            NativeMemory.putByte(constants + i, (byte) (0x11 + i));
        }
        if (base != 0) {
            maps.add(factory.create("arena", new MapAttributes(
                    MapType.ARENA.number(), 0, 0, ARENA_PAGES, MapFlags.MMAPABLE | arenaFlags, base, 0)));
            final ArenaMap arena = (ArenaMap) maps.get(2);
            allocate(arena, 1, 2);
            allocate(arena, ARENA_PAGES - 1, 1);
        }
        return maps;
    }

    private static MapAttributes array(final int valueSize, final int flags) {
        return new MapAttributes(MapType.ARRAY.number(), 4, valueSize, 1, flags, 0, 0);
    }

    private static void allocate(final ArenaMap arena, final int page, final int count) {
        final long address = arena.userVmStart() + (long) page * ArenaMemory.PAGE_SIZE;
        if (arena.allocPages(address, count, -1, 0) != address) {
            throw new IllegalStateException("page " + page + " of the test's arena cannot be had");
        }
    }
}
