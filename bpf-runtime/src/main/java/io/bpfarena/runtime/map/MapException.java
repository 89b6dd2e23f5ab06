package io.bpfarena.runtime.map;

import io.bpfarena.linux.Errno;

/** A map could not be made or used as asked; {@link #errno()} is what the kernel would answer. */
public final class MapException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Errno errno;

    /**
     * @param errno   what the kernel would answer.
     * @param message what was wrong, with the value.
     */
    public MapException(final Errno errno, final String message) {
        super(message + " (" + errno + ")");
        this.errno = errno;
    }

    /** {@return what the kernel would answer} */
    public Errno errno() {
        return errno;
    }
}
