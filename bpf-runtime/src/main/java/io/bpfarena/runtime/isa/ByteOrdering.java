package io.bpfarena.runtime.isa;

/** What an instruction makes of a register's byte order (RFC 9669, section 4.2). */
public enum ByteOrdering {
    /** To little endian: on a little-endian machine the bytes stay as they are. */
    LITTLE(Opcode.ALU | Opcode.END, "le"),
    /** To big endian. */
    BIG(Opcode.ALU | Opcode.END | Opcode.X, "be"),
    /** Swapped on every machine. */
    SWAPPED(Opcode.ALU64 | Opcode.END, "bswap");

    private final int code;
    private final String word;

    ByteOrdering(final int code, final String word) {
        this.code = code;
        this.word = word;
    }

    /** {@return the opcode byte} */
    public int code() {
        return code;
    }

    /** {@return its word as text, to which the number of bits is added: {@code bswap}} */
    public String word() {
        return word;
    }

    /** The ordering of this opcode, or null. */
    static ByteOrdering of(final int code) {
        for (final ByteOrdering ordering : values()) {
            if (ordering.code == code) {
                return ordering;
            }
        }
        return null;
    }
}
