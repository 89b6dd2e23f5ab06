package io.bpfarena.runtime.map.violation;

import io.bpfarena.runtime.program.ProgramType;

/** Breaks a rule of the architecture, so that a test can see the rule fail. */
public final class MapUsesProgram {
    private MapUsesProgram() {
    }

    /** {@return what must not be known here} */
    public static Object violate() {
        return ProgramType.SYSCALL;
    }
}
