package io.bpfarena.runtime.interpreter;

import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.memory.MemoryRegion;
import java.util.List;

/** Finds the map that an address belongs to. */
final class MapSearch {
    private MapSearch() {
    }

    /** Maps with special fields are what is mostly asked for, and few. */
    static BpfMap at(final long address, final List<BpfMap> maps, final List<LentMap> lent) {
        for (final BpfMap map : maps) {
            if (!map.elementFields().layout().isEmpty() && holds(map, address)) {
                return map;
            }
        }
        for (final LentMap map : lent) {
            if (holds(map.hold().map(), address)) {
                return map.hold().map();
            }
        }
        for (final BpfMap map : maps) {
            if (holds(map, address)) {
                return map;
            }
        }
        return null;
    }

    private static boolean holds(final BpfMap map, final long address) {
        for (final MemoryRegion region : map.regions()) {
            if (region.contains(address, 1)) {
                return true;
            }
        }
        return false;
    }
}
