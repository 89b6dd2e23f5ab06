package io.bpfarena.client.memory;

/** A shared file is not what it should be: damaged, of another version, or not of this project. */
public final class ArenaFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message which field has which value, and what was expected. */
    public ArenaFormatException(final String message) {
        super(message);
    }
}
