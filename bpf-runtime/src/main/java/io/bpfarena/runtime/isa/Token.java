package io.bpfarena.runtime.isa;

/**
 * The smallest part of assembler text that means something.
 *
 * @param kind   of it.
 * @param text   as it stands there; empty at the end.
 * @param line   from 1.
 * @param column from 1.
 */
record Token(Kind kind, String text, int line, int column) {
    /** What a token can be. */
    enum Kind {
        /** Registers, instructions, labels. */
        NAME,
        /** Digits, and what follows them without a space. */
        NUMBER,
        /** Operators and brackets. */
        SIGN,
        /** The end of the line. */
        END
    }

    boolean is(final String other) {
        return kind != Kind.END && text.equals(other);
    }

    AssemblyException unexpected(final String expected) {
        return new AssemblyException(line, column, expected, text);
    }
}
