package io.bpfarena.broker.session;

import io.bpfarena.linux.Errno;

/** A request is refused; the client hears the error number and the text. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Errno errno;

    /**
     * @param errno what the kernel would answer.
     * @param text  what was wrong, with the value, and what to do.
     */
    public RefusedException(final Errno errno, final String text) {
        super(text, null, false, false);
        this.errno = errno;
    }

    /** {@return what the kernel would answer} */
    public Errno errno() {
        return errno;
    }
}
