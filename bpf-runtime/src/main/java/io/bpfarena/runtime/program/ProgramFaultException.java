package io.bpfarena.runtime.program;

/** A program did what it must not and was ended. What it had stored before stays. */
public final class ProgramFaultException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient FaultReport report;

    /** @param report what went wrong and where. */
    public ProgramFaultException(final FaultReport report) {
        this(report, null);
    }

    /**
     * @param report what went wrong and where.
     * @param cause  what a helper or kfunc threw, or null.
     */
    public ProgramFaultException(final FaultReport report, final Throwable cause) {
        super(report.toString(), cause);
        this.report = report;
    }

    /** {@return what went wrong and where} */
    public FaultReport report() {
        return report;
    }
}
