package io.bpfarena.runtime.isa;

/** Arithmetic on two operands (RFC 9669, section 4.1); moves are no arithmetic here. */
public enum BinaryOperator {
    ADD(Opcode.ADD, 0, "+"),
    SUB(Opcode.SUB, 0, "-"),
    MUL(Opcode.MUL, 0, "*"),
    DIV(Opcode.DIV, 0, "/"),
    /** Signed division. */
    SDIV(Opcode.DIV, Opcode.SIGNED, "s/"),
    OR(Opcode.OR, 0, "|"),
    AND(Opcode.AND, 0, "&"),
    LSH(Opcode.LSH, 0, "<<"),
    RSH(Opcode.RSH, 0, ">>"),
    MOD(Opcode.MOD, 0, "%"),
    /** Signed remainder. */
    SMOD(Opcode.MOD, Opcode.SIGNED, "s%"),
    XOR(Opcode.XOR, 0, "^"),
    /** Shift right that keeps the sign. */
    ARSH(Opcode.ARSH, 0, "s>>");

    private final int op;
    private final int offset;
    private final String symbol;

    BinaryOperator(final int op, final int offset, final String symbol) {
        this.op = op;
        this.offset = offset;
        this.symbol = symbol;
    }

    /** {@return the opcode's bits 4 to 7, such as {@link Opcode#ADD}} */
    public int op() {
        return op;
    }

    /** {@return what the offset field holds: {@link Opcode#SIGNED} or 0} */
    public int offset() {
        return offset;
    }

    /** {@return the operator as text without the equals sign, such as {@code s>>}} */
    public String symbol() {
        return symbol;
    }

    /** The operator of these fields, or null. */
    static BinaryOperator of(final int op, final int offset) {
        for (final BinaryOperator operator : values()) {
            if (operator.op == op && operator.offset == offset) {
                return operator;
            }
        }
        return null;
    }
}
