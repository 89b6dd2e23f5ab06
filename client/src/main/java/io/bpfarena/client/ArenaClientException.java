package io.bpfarena.client;

/** What can go wrong between a client and its broker. */
public abstract sealed class ArenaClientException extends RuntimeException
        permits BrokerGoneException, BrokerUnavailableException, ClientClosedException, ClientInterruptedException,
                ControlException, ControlTimeoutException, MissingJvmFlagException, ProtocolViolationException {
    private static final long serialVersionUID = 1L;

    ArenaClientException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
