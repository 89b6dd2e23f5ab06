package io.bpfarena.runtime.isa;

/** The second operand of an instruction: a register, or a number in the instruction itself. */
public sealed interface Operand {
    /**
     * A register.
     *
     * @param number 0 to 10.
     */
    record Register(int number) implements Operand {
    }

    /**
     * A number.
     *
     * @param value which 64-bit instructions extend by its sign.
     */
    record Immediate(int value) implements Operand {
    }
}
