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
     * With a cause.
     *
     * @param errno   what libbpf or the kernel would answer.
     * @param message what, where and why.
     * @param cause   what was thrown.
     */
    public LoadException(final Errno errno, final String message, final Throwable cause) {
        this(errno, message);
        initCause(cause);
    }

    /** {@return what libbpf or the kernel would answer} */
    public Errno errno() {
        return errno;
    }
}
