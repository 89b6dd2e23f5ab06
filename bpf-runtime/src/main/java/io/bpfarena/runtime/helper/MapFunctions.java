package io.bpfarena.runtime.helper;

import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.map.MapFlags;

/** The helpers on map elements (kernel/bpf/helpers.c). Key and value are checked here, so that maps need not. */
final class MapFunctions {
    private MapFunctions() {
    }

    static void addTo(final FunctionTable.Builder table) {
        table.helper(1, "bpf_map_lookup_elem",
                "void *bpf_map_lookup_elem(struct bpf_map *map, const void *key)",
                MapFunctions::lookup);
        table.helper(2, "bpf_map_update_elem",
                "long bpf_map_update_elem(struct bpf_map *map, const void *key, const void *value, u64 flags)",
                MapFunctions::update);
        table.helper(3, "bpf_map_delete_elem",
                "long bpf_map_delete_elem(struct bpf_map *map, const void *key)",
                MapFunctions::delete);
    }

    private static long lookup(final CallContext context, final long handle, final long key, final long unused3,
            final long unused4, final long unused5) {
        final BpfMap map = context.map(handle);
        if ((map.flags() & MapFlags.WRONLY_PROG) != 0) {
            context.fail("read from map forbidden: map %s".formatted(map.name()));
        }
        context.checkRead(key, map.keySize(), "key of bpf_map_lookup_elem");
        return map.lookup(key);
    }

    private static long update(final CallContext context, final long handle, final long key, final long value,
            final long flags, final long unused5) {
        final BpfMap map = writable(context, handle);
        context.checkRead(key, map.keySize(), "key of bpf_map_update_elem");
        context.checkRead(value, map.valueSize(), "value of bpf_map_update_elem");
        return map.update(key, value, flags);
    }

    private static long delete(final CallContext context, final long handle, final long key, final long unused3,
            final long unused4, final long unused5) {
        final BpfMap map = writable(context, handle);
        context.checkRead(key, map.keySize(), "key of bpf_map_delete_elem");
        return map.delete(key);
    }

    /** The map, unless programs may only read it; the kernel's verifier sees to that (record_func_map). */
    private static BpfMap writable(final CallContext context, final long handle) {
        final BpfMap map = context.map(handle);
        if ((map.flags() & MapFlags.RDONLY_PROG) != 0) {
            context.fail("write into map forbidden: map %s".formatted(map.name()));
        }
        return map;
    }
}
