package io.bpfarena.runtime.isa;

/** Text is not the hexadecimal bytes that it should be. */
public final class HexTextException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message what was wrong, with the value and the place. */
    public HexTextException(final String message) {
        super(message);
    }
}
