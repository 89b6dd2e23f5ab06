package io.bpfarena.examples.demo;

/** The demo could not go on; the message is what the user reads. */
final class DemoException extends Exception {
    private static final long serialVersionUID = 1L;

    DemoException(final String message) {
        super(message);
    }
}
