package io.bpfarena.runtime.map;

import io.bpfarena.linux.Errno;

/** Checks of hashes of all kinds (htab_map_alloc_check). */
final class HashChecks {
    private static final int ALLOWED_FLAGS = MapFlags.NO_PREALLOC | MapFlags.NO_COMMON_LRU | MapFlags.NUMA_NODE
            | MapFlags.ZERO_SEED | MapFlags.ACCESS;
    /** KMALLOC_MAX_SIZE less struct htab_elem: key and value together must be smaller. */
    private static final long MAX_ELEMENT_SIZE = (4L << 20) - 48;
    /** Elements are counted in an int, and there are some more than entries. */
    private static final int MAX_ENTRIES = 1 << 30;

    private HashChecks() {
    }

    static void check(final MapType type, final String name, final MapAttributes wanted) {
        final boolean perCpu = type == MapType.PERCPU_HASH || type == MapType.LRU_PERCPU_HASH;
        final boolean lru = type == MapType.LRU_HASH || type == MapType.LRU_PERCPU_HASH;
        MapChecks.flags(name, wanted, ALLOWED_FLAGS);
        final int flags = wanted.flags();
        if (!lru && (flags & MapFlags.NO_COMMON_LRU) != 0) {
            throw MapChecks.refused(Errno.EINVAL, name, "BPF_F_NO_COMMON_LRU goes with an LRU hash only", wanted);
        }
        if (lru && (flags & MapFlags.NO_PREALLOC) != 0) {
            throw MapChecks.refused(Errno.ENOTSUPP, name, "an LRU hash has its elements from the start: "
                    + "BPF_F_NO_PREALLOC does not go with it", wanted);
        }
        if ((flags & MapFlags.NUMA_NODE) != 0 && (perCpu || (flags & MapFlags.NO_COMMON_LRU) != 0)) {
            throw MapChecks.refused(Errno.EINVAL, name, "what each CPU has for itself is on no NUMA node", wanted);
        }
        if (wanted.maxEntries() == 0 || wanted.keySize() == 0 || wanted.valueSize() == 0) {
            throw MapChecks.refused(Errno.EINVAL, name, "entries, key_size and value_size must not be 0", wanted);
        }
        if (Integer.toUnsignedLong(wanted.keySize()) + Integer.toUnsignedLong(wanted.valueSize())
                >= MAX_ELEMENT_SIZE) {
            throw MapChecks.refused(Errno.E2BIG, name,
                    "key and value must together be smaller than " + MAX_ELEMENT_SIZE, wanted);
        }
        if (perCpu) {
            MapChecks.perCpuValue(name, wanted);
        }
        if (Integer.compareUnsigned(wanted.maxEntries(), MAX_ENTRIES) > 0) {
            throw MapChecks.refused(Errno.E2BIG, name, "at most " + MAX_ENTRIES + " entries", wanted);
        }
    }
}
