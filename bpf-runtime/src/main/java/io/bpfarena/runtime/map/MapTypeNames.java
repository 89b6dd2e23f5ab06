package io.bpfarena.runtime.map;

import java.util.List;

/** Names of all map types of the kernel, by number, so that an error can name one that this runtime does not have. */
final class MapTypeNames {
    private static final List<String> NAMES = List.of(
            "unspec", "hash", "array", "prog_array", "perf_event_array", "percpu_hash", "percpu_array", "stack_trace",
            "cgroup_array", "lru_hash", "lru_percpu_hash", "lpm_trie", "array_of_maps", "hash_of_maps", "devmap",
            "sockmap", "cpumap", "xskmap", "sockhash", "cgroup_storage", "reuseport_sockarray",
            "percpu_cgroup_storage", "queue", "stack", "sk_storage", "devmap_hash", "struct_ops", "ringbuf",
            "inode_storage", "task_storage", "bloom_filter", "user_ringbuf", "cgrp_storage", "arena", "insn_array");

    private MapTypeNames() {
    }

    static String of(final int number) {
        return number >= 0 && number < NAMES.size() ? NAMES.get(number) : Integer.toUnsignedString(number);
    }
}
