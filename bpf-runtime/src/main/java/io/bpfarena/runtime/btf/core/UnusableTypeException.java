package io.bpfarena.runtime.btf.core;

import io.bpfarena.linux.Errno;

/** Types that lead nowhere, or too far. Whoever knows which relocation it was says so. */
final class UnusableTypeException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Errno errno;

    UnusableTypeException(final Errno errno) {
        super(errno.toString());
        this.errno = errno;
    }

    Errno errno() {
        return errno;
    }
}
