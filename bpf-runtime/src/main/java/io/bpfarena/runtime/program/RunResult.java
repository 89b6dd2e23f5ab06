package io.bpfarena.runtime.program;

import java.util.List;

/**
 * What a program that exited left behind. A program in a loop can report and print without end, so only the first of
 * each are kept; the counts are of all.
 *
 * @param r0            the whole register.
 * @param faults        accesses to absent arena pages, the first {@link #MAX_FAULTS}.
 * @param faultCount    how many there were.
 * @param printed       lines of bpf_trace_printk, the first {@link #MAX_PRINTED}, without line ends.
 * @param printedCount  how many there were.
 * @param durationNanos from the first instruction to the exit.
 * @param data          the packet as the program left it, metadata before it; empty if it had none.
 */
public record RunResult(
        long r0,
        List<FaultReport> faults,
        long faultCount,
        List<String> printed,
        long printedCount,
        long durationNanos,
        byte[] data) {
    /** Most fault reports that a run keeps. */
    public static final int MAX_FAULTS = 64;

    /** Most printed lines that a run keeps. */
    public static final int MAX_PRINTED = 1024;

    /** Copies the lists. */
    public RunResult {
        faults = List.copyOf(faults);
        printed = List.copyOf(printed);
    }

    /**
     * The same with a packet.
     *
     * @param bytes of it.
     * @return the result.
     */
    public RunResult withData(final byte[] bytes) {
        return new RunResult(r0, faults, faultCount, printed, printedCount, durationNanos, bytes);
    }

    /** {@return what the kernel would hand to user space: the low 32 bits of r0} */
    public int retval() {
        return (int) r0;
    }
}
