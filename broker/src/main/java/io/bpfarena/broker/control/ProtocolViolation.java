package io.bpfarena.broker.control;

/**
 * What a message can be wrong in when there is no session to answer. Each is one constant exception, so that the error
 * log keeps one entry for each kind and counts it, whatever values a sender makes up.
 */
enum ProtocolViolation {
    TRUNCATED_HEADER("a control message is shorter than its header"),
    WRONG_SCHEMA("a control message is of another schema or version"),
    UNKNOWN_TEMPLATE("a control message has an unknown template"),
    MALFORMED("a control message does not have the lengths that its template says"),
    UNKNOWN_CLIENT("a control message names a client that is not attached, or not its sender"),
    UNANSWERABLE_ATTACH("an attach names a response channel that cannot be used"),
    TOO_MANY_ATTACHES("an attach was dropped: too many are on their way");

    private final ProtocolException exception;

    ProtocolViolation(final String text) {
        this.exception = new ProtocolException(text);
    }

    /** {@return the constant exception for the error log} */
    ProtocolException exception() {
        return exception;
    }

    /** What stands in the error log. */
    static final class ProtocolException extends Exception {
        private static final long serialVersionUID = 1L;

        private ProtocolException(final String message) {
            super(message, null, false, false);
        }
    }
}
