package io.bpfarena.broker.violation;

import java.util.logging.Logger;

/** Breaks a rule of the architecture, so that a test can see the rule fail. */
public final class BrokerUsesLogging {
    private BrokerUsesLogging() {
    }

    /** {@return what must not be known here} */
    public static Object violate() {
        return Logger.getAnonymousLogger();
    }
}
