package io.bpfarena.runtime.interpreter;

/** Ends a run from wherever it is with a value for r0. Never leaves the package. */
final class ProgramExit extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long value;
    private final boolean exception;

    private ProgramExit(final long value, final boolean exception) {
        super(null, null, false, false);
        this.value = value;
        this.exception = exception;
    }

    /** Ends the program with a value, whatever exception callback it has. */
    static ProgramExit with(final long value) {
        return new ProgramExit(value, false);
    }

    /** Ends the program as bpf_throw does: its exception callback has the last word. */
    static ProgramExit thrown(final long cookie) {
        return new ProgramExit(cookie, true);
    }

    long value() {
        return value;
    }

    boolean isException() {
        return exception;
    }
}
