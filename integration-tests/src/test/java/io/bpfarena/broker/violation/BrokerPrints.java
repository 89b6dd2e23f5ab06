package io.bpfarena.broker.violation;

/** Breaks a rule of the architecture, so that a test can see the rule fail. */
public final class BrokerPrints {
    private BrokerPrints() {
    }

    /** {@return what must not be known here} */
    public static Object violate() {
        System.out.println("printed");
        return null;
    }
}
