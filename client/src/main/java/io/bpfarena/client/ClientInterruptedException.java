package io.bpfarena.client;

/** The thread was interrupted while it waited for the broker; its interrupt status is still set. */
public final class ClientInterruptedException extends ArenaClientException {
    private static final long serialVersionUID = 1L;

    /** @param what was waited for. */
    public ClientInterruptedException(final String what) {
        super("interrupted while waiting for " + what, null);
    }
}
