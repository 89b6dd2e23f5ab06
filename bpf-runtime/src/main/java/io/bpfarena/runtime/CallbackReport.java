package io.bpfarena.runtime;

import io.bpfarena.runtime.program.FaultReport;
import io.bpfarena.runtime.program.RunResult;
import java.util.List;

/**
 * What callbacks of a program told that ran later, on threads of the runtime. Of faults and lines the first are kept,
 * the counts are of all.
 *
 * @param runs         how many callbacks ended, by themselves or by a fault.
 * @param faults       what they did wrong, and accesses to absent arena pages: the first {@link RunResult#MAX_FAULTS}.
 * @param faultCount   how many there were.
 * @param printed      lines of bpf_trace_printk, the first {@link RunResult#MAX_PRINTED}.
 * @param printedCount how many there were.
 */
public record CallbackReport(
        long runs, List<FaultReport> faults, long faultCount, List<String> printed, long printedCount) {
    /** Copies the lists. */
    public CallbackReport {
        faults = List.copyOf(faults);
        printed = List.copyOf(printed);
    }
}
