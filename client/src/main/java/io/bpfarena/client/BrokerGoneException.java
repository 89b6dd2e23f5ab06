package io.bpfarena.client;

/** The broker that this client was attached to has ended, or has ended the session. The client can only be closed. */
public final class BrokerGoneException extends ArenaClientException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    /**
     * @param why   how it was noticed.
     * @param cause or {@code null}.
     */
    public BrokerGoneException(final String why, final Throwable cause) {
        super("the broker is gone: " + why, cause);
        this.reason = why;
    }

    /** {@return how it was noticed} */
    public String reason() {
        return reason;
    }
}
