package io.bpfarena.broker.control;

/** A message cannot be decoded; the text says which field, at which offset, has which value. */
final class MalformedMessageException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ProtocolViolation violation;

    MalformedMessageException(final ProtocolViolation violation, final String message) {
        super(message, null, false, false);
        this.violation = violation;
    }

    ProtocolViolation violation() {
        return violation;
    }
}
