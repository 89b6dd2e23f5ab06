package io.bpfarena.runtime.loader;

import io.bpfarena.linux.Errno;

/** An object is well formed but cannot be loaded: what, where and why, and what libbpf or the kernel would answer. */
public final class LoadException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Errno errno;

    /**
     * @param errno   what libbpf or the kernel would answer.
     * @param message what, where and why.
     */
    public LoadException(final Errno errno, final String message) {
        super(message + " (" + errno + ")");
        this.errno = errno;
    }

    /**
     * With a cause, whose message tells the rest.
     *
     * @param errno what libbpf or the kernel would answer.
     * @param what  failed, such as {@code "failed to create"}.
     * @param cause what was thrown.
     */
    public LoadException(final Errno errno, final String what, final Exception cause) {
        super(what + " " + cause.getMessage(), cause);
        this.errno = errno;
    }

    /** {@return what libbpf or the kernel would answer} */
    public Errno errno() {
        return errno;
    }
}
