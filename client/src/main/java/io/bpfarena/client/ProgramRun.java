package io.bpfarena.client;

import java.util.List;

/**
 * What came of running a program.
 *
 * @param code         0, or the error number if it was ended by a fault or its deadline.
 * @param text         why it was ended; empty if it was not.
 * @param returnValue  the low 32 bits of r0.
 * @param durationNs   mean of one run, nanoseconds.
 * @param faultCount   accesses to absent arena pages, which read 0 or were dropped.
 * @param faultReports the first few of them as text.
 * @param output       what it printed.
 * @param context      as the program left it.
 * @param packet       as the last run left it, metadata before it; empty if there was none.
 */
public record ProgramRun(
        int code, String text, int returnValue, long durationNs, long faultCount, List<String> faultReports,
        String output, byte[] context, byte[] packet) {
    /** {@return whether it ran to its end} */
    public boolean succeeded() {
        return code == 0;
    }

    /**
     * Insists that it ran to its end.
     *
     * @return this.
     * @throws ControlException if it did not.
     */
    public ProgramRun requireSuccess() {
        if (!succeeded()) {
            throw new ControlException("run", code, text);
        }
        return this;
    }
}
