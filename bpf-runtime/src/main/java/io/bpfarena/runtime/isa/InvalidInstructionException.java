package io.bpfarena.runtime.isa;

/** Bytecode is malformed: no engine may run it, whatever the program does. */
public final class InvalidInstructionException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int slot;
    private final String what;
    private final long value;

    /**
     * @param slot  at fault.
     * @param what  is wrong; in the kernel's words where it has some.
     * @param value that is wrong, such as the opcode or the register.
     */
    public InvalidInstructionException(final int slot, final String what, final long value) {
        super("instruction %d: %s".formatted(slot, what));
        this.slot = slot;
        this.what = what;
        this.value = value;
    }

    /** {@return the slot at fault} */
    public int slot() {
        return slot;
    }

    /** {@return what is wrong, without the slot} */
    public String what() {
        return what;
    }

    /** {@return the value that is wrong} */
    public long value() {
        return value;
    }
}
