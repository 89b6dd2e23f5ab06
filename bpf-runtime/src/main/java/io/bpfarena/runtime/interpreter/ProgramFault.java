package io.bpfarena.runtime.interpreter;

/** Ends a run from wherever it is; {@link Machine} turns it into a report with the place. Never leaves the package. */
final class ProgramFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ProgramFault(final String message) {
        super(message, null, false, false);
    }
}
