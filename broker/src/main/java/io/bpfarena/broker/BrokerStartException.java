package io.bpfarena.broker;

/** A broker cannot start: why, and what to do. Nothing of it was left behind. */
public final class BrokerStartException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param message why, with the value, and what to do; one line.
     */
    public BrokerStartException(final String message) {
        super(message);
    }

    /**
     * @param message why, with the value, and what to do; one line.
     * @param cause   what was thrown.
     */
    public BrokerStartException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
