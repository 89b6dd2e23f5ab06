package io.bpfarena.runtime.btf.core;

import io.bpfarena.linux.Errno;

/** A relocation that makes no sense or has no single answer; the message is libbpf's. */
public final class CoreRelocationException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Errno errno;

    CoreRelocationException(final Errno errno, final String message) {
        super(message);
        this.errno = errno;
    }

    /** {@return what libbpf would answer} */
    public Errno errno() {
        return errno;
    }
}
