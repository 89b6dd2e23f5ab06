package io.bpfarena.client;

import io.bpfarena.linux.Errno;

/** The broker refused a request. */
public final class ControlException extends ArenaClientException {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final String text;

    /**
     * @param request what was asked.
     * @param code    positive error number.
     * @param text    what the broker said.
     */
    public ControlException(final String request, final int code, final String text) {
        super("%s: %s: %s".formatted(request, name(code), text), null);
        this.code = code;
        this.text = text;
    }

    static String name(final int code) {
        final Errno errno = Errno.of(code);
        return errno == Errno.UNKNOWN ? "error " + code : errno.name();
    }

    /** {@return the error number, positive} */
    public int code() {
        return code;
    }

    /** {@return the error number's name, {@link Errno#UNKNOWN} if it has none here} */
    public Errno errno() {
        return Errno.of(code);
    }

    /** {@return what the broker said} */
    public String text() {
        return text;
    }
}
