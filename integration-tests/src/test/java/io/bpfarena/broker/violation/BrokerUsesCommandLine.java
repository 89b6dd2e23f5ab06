package io.bpfarena.broker.violation;

import io.bpfarena.broker.cli.ArenaCommandLine;

/** Breaks a rule of the architecture, so that a test can see the rule fail. */
public final class BrokerUsesCommandLine {
    private BrokerUsesCommandLine() {
    }

    /** {@return what must not be known here} */
    public static Object violate() {
        return ArenaCommandLine.create();
    }
}
