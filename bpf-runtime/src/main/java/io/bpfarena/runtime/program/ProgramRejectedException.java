package io.bpfarena.runtime.program;

/** An engine cannot run a program, and said so before it ran a single instruction. */
public final class ProgramRejectedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String program;
    private final int instruction;

    /**
     * @param program     name of the program.
     * @param instruction slot at fault, or -1 if it is the program as a whole.
     * @param reason      what is wrong, with the value; in the kernel's words where it has some.
     */
    public ProgramRejectedException(final String program, final int instruction, final String reason) {
        super(instruction < 0
                ? "%s: %s".formatted(program, reason)
                : "%s: instruction %d: %s".formatted(program, instruction, reason));
        this.program = program;
        this.instruction = instruction;
    }

    /** {@return the name of the program} */
    public String program() {
        return program;
    }

    /** {@return the slot at fault, or -1 if it is the program as a whole} */
    public int instruction() {
        return instruction;
    }
}
