package io.bpfarena.runtime;

import java.time.Duration;

/** An object cannot be closed since programs of its still run. Nothing was closed; try again. */
public final class ProgramsRunningException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param object  name of the object.
     * @param running how many runs there are.
     * @param waited  for how long.
     */
    public ProgramsRunningException(final String object, final int running, final Duration waited) {
        super("object %s cannot be closed: %d program runs did not end within %s".formatted(object, running, waited));
    }
}
