package io.bpfarena.runtime.violation;

import io.bpfarena.client.memory.ArenaTableDescriptor;

/** Breaks a rule of the architecture, so that a test can see the rule fail. */
public final class RuntimeUsesClient {
    private RuntimeUsesClient() {
    }

    /** {@return what must not be known here} */
    public static Object violate() {
        return ArenaTableDescriptor.presenceOffset(0);
    }
}
