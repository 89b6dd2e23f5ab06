package io.bpfarena.runtime.isa;

/** What an atomic update does with the memory and the register (RFC 9669, section 5.3). */
public enum AtomicOperator {
    ADD(Opcode.ADD, "+", "add"),
    OR(Opcode.OR, "|", "or"),
    AND(Opcode.AND, "&", "and"),
    XOR(Opcode.XOR, "^", "xor");

    private final int code;
    private final String symbol;
    private final String word;

    AtomicOperator(final int code, final String symbol, final String word) {
        this.code = code;
        this.symbol = symbol;
        this.word = word;
    }

    /** {@return the immediate without {@link Opcode#FETCH}, such as {@link Opcode#ADD}} */
    public int code() {
        return code;
    }

    /** {@return the operator as text where nothing is fetched, such as {@code ^}} */
    public String symbol() {
        return symbol;
    }

    /** {@return its word in the names of the functions that fetch, such as {@code xor}} */
    public String word() {
        return word;
    }

    /** The operator of this immediate, with or without {@link Opcode#FETCH}, or null. */
    static AtomicOperator of(final int imm) {
        for (final AtomicOperator operator : values()) {
            if (operator.code == (imm & ~Opcode.FETCH)) {
                return operator;
            }
        }
        return null;
    }
}
