package io.bpfarena.client.violation;

import org.agrona.UnsafeApi;

/** Breaks a rule of the architecture, so that a test can see the rule fail. */
public final class ClientUsesUnsafe {
    private ClientUsesUnsafe() {
    }

    /** {@return what must not be known here} */
    public static Object violate() {
        return UnsafeApi.class.getName();
    }
}
