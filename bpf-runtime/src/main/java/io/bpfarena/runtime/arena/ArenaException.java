package io.bpfarena.runtime.arena;

import io.bpfarena.linux.Errno;

/** An arena operation was refused or failed; {@link #errno()} is what the kernel would answer. */
public final class ArenaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Errno errno;

    /**
     * @param errno   what the kernel would answer.
     * @param message what was wrong, with the value, and what to do.
     */
    public ArenaException(final Errno errno, final String message) {
        super(message + " (" + errno + ")");
        this.errno = errno;
    }

    /** {@return what the kernel would answer} */
    public Errno errno() {
        return errno;
    }
}
