package io.bpfarena.runtime.isa.violation;

import io.bpfarena.runtime.program.ProgramType;

/** Breaks a rule of the architecture, so that a test can see the rule fail. */
public final class InstructionUsesProgram {
    private InstructionUsesProgram() {
    }

    /** {@return what must not be known here} */
    public static Object violate() {
        return ProgramType.SYSCALL;
    }
}
