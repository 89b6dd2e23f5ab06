package io.bpfarena.runtime;

/**
 * The context or the data of a run are not what programs of the type take: what BPF_PROG_TEST_RUN answers with EINVAL.
 * The program did not run.
 */
public final class InvalidInputException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    InvalidInputException(final String message) {
        super(message);
    }
}
