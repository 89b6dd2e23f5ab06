package io.bpfarena.client.protocol;

/** A message that does not have the form the schema gives it, or holds more than {@link ControlProtocol} allows. */
public final class MalformedMessageException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message which message and field, the value, and what was expected. */
    public MalformedMessageException(final String message) {
        super(message);
    }
}
