package io.bpfarena.runtime.isa;

/** What a conditional jump asks (RFC 9669, section 4.3). */
public enum Comparison {
    EQUAL(Opcode.JEQ, "=="),
    GREATER(Opcode.JGT, ">"),
    GREATER_OR_EQUAL(Opcode.JGE, ">="),
    /** Whether the operands have a one bit in common. */
    BITS_SET(Opcode.JSET, "&"),
    NOT_EQUAL(Opcode.JNE, "!="),
    SIGNED_GREATER(Opcode.JSGT, "s>"),
    SIGNED_GREATER_OR_EQUAL(Opcode.JSGE, "s>="),
    LESS(Opcode.JLT, "<"),
    LESS_OR_EQUAL(Opcode.JLE, "<="),
    SIGNED_LESS(Opcode.JSLT, "s<"),
    SIGNED_LESS_OR_EQUAL(Opcode.JSLE, "s<=");

    private final int op;
    private final String symbol;

    Comparison(final int op, final String symbol) {
        this.op = op;
        this.symbol = symbol;
    }

    /** {@return the opcode's bits 4 to 7, such as {@link Opcode#JEQ}} */
    public int op() {
        return op;
    }

    /** {@return the comparison as text, such as {@code s>=}} */
    public String symbol() {
        return symbol;
    }

    /** The comparison of this field, or null. */
    static Comparison of(final int op) {
        for (final Comparison comparison : values()) {
            if (comparison.op == op) {
                return comparison;
            }
        }
        return null;
    }
}
