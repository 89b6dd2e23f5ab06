package io.bpfarena.runtime.interpreter;

/** Ends a run from wherever it is; {@link Machine} turns it into a report with the place. Never leaves the package. */
final class ProgramFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ProgramFault(final String message) {
        this(message, null);
    }

    ProgramFault(final String message, final Throwable cause) {
        super(message, cause, false, false);
    }
}
