package io.bpfarena.broker.cli;

/** A command could not do what it was asked to; the message is the whole of what the user reads. */
public final class CommandFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message what was wrong, with the value, and what to do. */
    public CommandFailedException(final String message) {
        super(message);
    }

    /**
     * @param message what was wrong, with the value, and what to do.
     * @param cause   shown with {@code --verbose} only.
     */
    public CommandFailedException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
