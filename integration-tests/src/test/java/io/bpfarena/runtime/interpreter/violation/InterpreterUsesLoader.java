package io.bpfarena.runtime.interpreter.violation;

import io.bpfarena.runtime.loader.LoadException;

/** Breaks a rule of the architecture, so that a test can see the rule fail. */
public final class InterpreterUsesLoader {
    private InterpreterUsesLoader() {
    }

    /** {@return what must not be known here} */
    public static Object violate() {
        return LoadException.class;
    }
}
