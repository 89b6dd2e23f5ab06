package io.bpfarena.broker.violation;

import picocli.CommandLine;

/** Breaks a rule of the architecture, so that a test can see the rule fail. */
public final class BrokerUsesPicocli {
    private BrokerUsesPicocli() {
    }

    /** {@return what must not be known here} */
    public static Object violate() {
        return new CommandLine(new Object());
    }
}
