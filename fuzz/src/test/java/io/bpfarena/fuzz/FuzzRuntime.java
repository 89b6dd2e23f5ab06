package io.bpfarena.fuzz;

import io.bpfarena.runtime.BpfRuntime;

/** The runtime of the targets: two CPUs, little map memory. */
final class FuzzRuntime {
    /** Bytes that maps may take. */
    static final long MAP_MEMORY = 16L << 20;
    private static final int CPUS = 2;

    private FuzzRuntime() {
    }

    static BpfRuntime launch() {
        return BpfRuntime.launch(new BpfRuntime.Context().possibleCpus(CPUS).mapMemoryLimit(MAP_MEMORY));
    }

    /** Whether all map memory has come back. */
    static void checkEmpty(final BpfRuntime runtime) {
        if (runtime.mapMemory() != 0 || !runtime.objects().isEmpty()) {
            throw new BudgetExceededException("left behind: %d bytes of map memory, objects %s"
                    .formatted(runtime.mapMemory(), runtime.objects()));
        }
    }
}
