package io.bpfarena.client.violation;

import io.bpfarena.broker.cli.ProjectVersion;

/** Breaks a rule of the architecture, so that a test can see the rule fail. */
public final class ClientUsesBroker {
    private ClientUsesBroker() {
    }

    /** {@return what must not be known here} */
    public static Object violate() {
        return ProjectVersion.text();
    }
}
