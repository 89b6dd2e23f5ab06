package io.bpfarena.runtime.helper;

import java.util.Objects;

/**
 * What a function takes or gives in one register, as BTF would tell it.
 *
 * @param kind   what it is.
 * @param bytes  1, 2, 4 or 8; 0 for {@code void}.
 * @param signed whether an integer has a sign.
 * @param text   as in C, such as {@code const struct bpf_dynptr *}.
 */
public record ValueType(Kind kind, int bytes, boolean signed, String text) {
    /** A register as it is. */
    static final ValueType REGISTER = new ValueType(Kind.INTEGER, Long.BYTES, false, "u64");

    /** What a value is. */
    public enum Kind {
        /** No value. */
        VOID,
        /** An integer, a character or a truth value. */
        INTEGER,
        /** An enumeration. */
        ENUMERATION,
        /** A pointer, to a function too. */
        POINTER
    }

    /** Checks that nothing is missing. */
    public ValueType {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(text, "text");
    }

    /** {@return whether not all bits of a register are the value's} */
    public boolean isNarrow() {
        return bytes != 0 && bytes < Long.BYTES;
    }

    /**
     * What a C function sees of a register that it gets as an argument of this type: the low bytes, whatever the others
     * hold.
     *
     * @param register 64 bits.
     * @return the value, with its sign extended if it has one.
     */
    public long narrow(final long register) {
        if (!isNarrow()) {
            return register;
        }
        final int unused = Long.SIZE - Byte.SIZE * bytes;
        return signed ? register << unused >> unused : register << unused >>> unused;
    }

    @Override
    public String toString() {
        return text;
    }
}
