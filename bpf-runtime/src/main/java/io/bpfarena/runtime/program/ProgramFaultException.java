package io.bpfarena.runtime.program;

/** A program did what it must not and was ended. What it had stored before stays. */
public final class ProgramFaultException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient FaultReport report;
    private final transient RunResult before;

    /**
     * @param report what went wrong and where.
     * @param before what the run had reported and printed until then.
     * @param cause  what a helper or kfunc threw, or null.
     */
    public ProgramFaultException(final FaultReport report, final RunResult before, final Throwable cause) {
        super(report.toString(), cause);
        this.report = report;
        this.before = before;
    }

    /** {@return what went wrong and where} */
    public FaultReport report() {
        return report;
    }

    /** {@return what the run had reported and printed until then; its r0 means nothing} */
    public RunResult before() {
        return before;
    }
}
