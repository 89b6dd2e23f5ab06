package io.bpfarena.client;

/** The client was closed before the call or during it. */
public final class ClientClosedException extends ArenaClientException {
    private static final long serialVersionUID = 1L;

    /** An error without further detail. */
    public ClientClosedException() {
        super("the client is closed", null);
    }
}
