package io.bpfarena.runtime.helper;

/** Helpers that tell the time. */
final class ClockFunctions {
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    /** Nanoseconds of a tick: the host's own, which the coarse clock shows. */
    private static final long TICK = KernelClock.MONOTONIC_COARSE.resolutionNanos();
    /** Ticks start five minutes before they overflow 32 bits (INITIAL_JIFFIES of linux/jiffies.h). */
    private static final long FIRST_TICK = -300 * (NANOS_PER_SECOND / TICK) & 0xFFFF_FFFFL;

    private ClockFunctions() {
    }

    static void addTo(final FunctionTable.Builder table) {
        // On Linux the JVM's nanoTime is clock_gettime(CLOCK_MONOTONIC), which is what the kernel's ktime_get is.
        table.helper(5, "bpf_ktime_get_ns", "u64 bpf_ktime_get_ns(void)",
                (context, r1, r2, r3, r4, r5) -> System.nanoTime());
        table.helper(118, "bpf_jiffies64", "u64 bpf_jiffies64(void)",
                (context, r1, r2, r3, r4, r5) -> FIRST_TICK + KernelClock.MONOTONIC_COARSE.nanoTime() / TICK);
        table.helper(125, "bpf_ktime_get_boot_ns", "u64 bpf_ktime_get_boot_ns(void)",
                (context, r1, r2, r3, r4, r5) -> KernelClock.BOOT_TIME.nanoTime());
        table.helper(160, "bpf_ktime_get_coarse_ns", "u64 bpf_ktime_get_coarse_ns(void)",
                (context, r1, r2, r3, r4, r5) -> KernelClock.MONOTONIC_COARSE.nanoTime());
        table.helper(208, "bpf_ktime_get_tai_ns", "u64 bpf_ktime_get_tai_ns(void)",
                (context, r1, r2, r3, r4, r5) -> KernelClock.TAI.nanoTime());
    }
}
