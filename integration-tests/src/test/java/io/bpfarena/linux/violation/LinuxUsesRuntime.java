package io.bpfarena.linux.violation;

import io.bpfarena.runtime.map.MapType;

/** Breaks a rule of the architecture, so that a test can see the rule fail. */
public final class LinuxUsesRuntime {
    private LinuxUsesRuntime() {
    }

    /** {@return what must not be known here} */
    public static Object violate() {
        return MapType.ARENA;
    }
}
