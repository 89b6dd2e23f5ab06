package io.bpfarena.runtime.isa;

/** How much of its registers an arithmetic instruction or a comparison uses (RFC 9669, sections 4.1 and 4.3). */
public enum Width {
    /** The low 32 bits; arithmetic sets the upper half to zero. In text such a register is {@code w1}. */
    BITS_32('w', Opcode.ALU, Opcode.JMP32),
    /** All of it; in text {@code r1}. */
    BITS_64('r', Opcode.ALU64, Opcode.JMP);

    private final char letter;
    private final int arithmeticClass;
    private final int jumpClass;

    Width(final char letter, final int arithmeticClass, final int jumpClass) {
        this.letter = letter;
        this.arithmeticClass = arithmeticClass;
        this.jumpClass = jumpClass;
    }

    /** {@return the opcode class of arithmetic, such as {@link Opcode#ALU64}} */
    public int arithmeticClass() {
        return arithmeticClass;
    }

    /** {@return the opcode class of conditional jumps, such as {@link Opcode#JMP32}} */
    public int jumpClass() {
        return jumpClass;
    }

    /** A register as text, such as {@code w1}. */
    String register(final int number) {
        return letter + Integer.toString(number);
    }

    static Width ofClass(final int opcodeClass) {
        return opcodeClass == Opcode.ALU || opcodeClass == Opcode.JMP32 ? BITS_32 : BITS_64;
    }
}
