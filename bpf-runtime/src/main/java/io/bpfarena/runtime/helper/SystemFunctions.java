package io.bpfarena.runtime.helper;

import io.bpfarena.runtime.async.BootClock;
import java.util.concurrent.ThreadLocalRandom;

/** Helpers that tell a program about chance and place. */
final class SystemFunctions {
    private SystemFunctions() {
    }

    static void addTo(final FunctionTable.Builder table) {
        table.helper(7, "bpf_get_prandom_u32", "u32 bpf_get_prandom_u32(void)",
                (context, r1, r2, r3, r4, r5) -> ThreadLocalRandom.current().nextInt() & 0xFFFF_FFFFL);
        table.helper(8, "bpf_get_smp_processor_id", "u32 bpf_get_smp_processor_id(void)",
                (context, r1, r2, r3, r4, r5) -> context.cpu());
        // Virtual CPUs have no nodes of their own: all are of node 0, as on a machine without NUMA.
        table.helper(42, "bpf_get_numa_node_id", "long bpf_get_numa_node_id(void)",
                (context, r1, r2, r3, r4, r5) -> 0);
    }
}
