package io.bpfarena.runtime.interpreter;

import io.bpfarena.runtime.isa.Opcode;

/** Comparisons of conditional jumps (RFC 9669, section 4.3). */
public final class Condition {
    private Condition() {
    }

    /**
     * Whether a jump of class JMP is taken.
     *
     * @param op such as {@link Opcode#JSGT}.
     * @param a  destination register.
     * @param b  source register, or immediate with its sign extended.
     * @return whether it is.
     */
    public static boolean holds(final int op, final long a, final long b) {
        return switch (op) {
            case Opcode.JEQ -> a == b;
            case Opcode.JNE -> a != b;
            case Opcode.JGT -> Long.compareUnsigned(a, b) > 0;
            case Opcode.JGE -> Long.compareUnsigned(a, b) >= 0;
            case Opcode.JLT -> Long.compareUnsigned(a, b) < 0;
            case Opcode.JLE -> Long.compareUnsigned(a, b) <= 0;
            case Opcode.JSGT -> a > b;
            case Opcode.JSGE -> a >= b;
            case Opcode.JSLT -> a < b;
            case Opcode.JSLE -> a <= b;
            default -> (a & b) != 0;
        };
    }

    /**
     * Whether a jump of class JMP32 is taken: the low halves compared. Extending both signs keeps the unsigned order as
     * well as the signed one, and the common bits.
     *
     * @param op such as {@link Opcode#JSGT}.
     * @param a  destination register.
     * @param b  source register or immediate.
     * @return whether it is.
     */
    public static boolean holds32(final int op, final long a, final long b) {
        return holds(op, (int) a, (int) b);
    }
}
