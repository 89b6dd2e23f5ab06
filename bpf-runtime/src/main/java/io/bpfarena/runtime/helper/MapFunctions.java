package io.bpfarena.runtime.helper;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.map.MapFlags;
import io.bpfarena.runtime.map.MapHold;
import io.bpfarena.runtime.map.MapOfMaps;

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
        table.helper(195, "bpf_map_lookup_percpu_elem",
                "void *bpf_map_lookup_percpu_elem(struct bpf_map *map, const void *key, u32 cpu)",
                MapFunctions::lookupOfCpu);
    }

    private static long lookup(final CallContext context, final long handle, final long key, final long unused3,
            final long unused4, final long unused5) {
        final BpfMap map = readable(context, handle);
        context.checkRead(key, map.keySize(), "key of bpf_map_lookup_elem");
        if (map instanceof final MapOfMaps outer) {
            final MapHold inner = outer.find(key);
            return inner == null ? 0 : context.lendMap(inner);
        }
        return map.lookup(key, context.cpu());
    }

    /** A CPU that there is not has no value. */
    private static long lookupOfCpu(final CallContext context, final long handle, final long key, final long cpu,
            final long unused4, final long unused5) {
        final BpfMap map = readable(context, handle);
        context.checkRead(key, map.keySize(), "key of bpf_map_lookup_percpu_elem");
        switch (map.type()) {
            case PERCPU_ARRAY, PERCPU_HASH, LRU_PERCPU_HASH -> {
                return map.lookup(key, (int) cpu);
            }
            default -> {
                context.fail("cannot pass map %s, a %s, into func bpf_map_lookup_percpu_elem#195"
                        .formatted(map.name(), map.type().label()));
                return 0;
            }
        }
    }

    private static long update(final CallContext context, final long handle, final long key, final long value,
            final long flags, final long unused5) {
        final BpfMap map = writable(context, handle);
        context.checkRead(key, map.keySize(), "key of bpf_map_update_elem");
        context.checkRead(value, map.valueSize(), "value of bpf_map_update_elem");
        long result = map.update(key, value, flags, context.cpu());
        while (result == -Errno.ETIMEDOUT.number()) {
            context.checkDeadline();
            result = map.update(key, value, flags, context.cpu());
        }
        return result;
    }

    private static long delete(final CallContext context, final long handle, final long key, final long unused3,
            final long unused4, final long unused5) {
        final BpfMap map = writable(context, handle);
        context.checkRead(key, map.keySize(), "key of bpf_map_delete_elem");
        return map.delete(key);
    }

    /** The map, unless programs may only write it. */
    private static BpfMap readable(final CallContext context, final long handle) {
        final BpfMap map = context.map(handle);
        if ((map.flags() & MapFlags.WRONLY_PROG) != 0) {
            context.fail("read from map forbidden: map %s".formatted(map.name()));
        }
        return map;
    }

    /** The map, unless programs may only read it; the kernel's verifier sees to that (record_func_map). */
    static BpfMap writable(final CallContext context, final long handle) {
        final BpfMap map = context.map(handle);
        if ((map.flags() & MapFlags.RDONLY_PROG) != 0) {
            context.fail("write into map forbidden: map %s".formatted(map.name()));
        }
        return map;
    }
}
