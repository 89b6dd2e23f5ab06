package io.bpfarena.runtime.interpreter;

import io.bpfarena.runtime.isa.Opcode;

/** 32-bit arithmetic (RFC 9669, section 4.1): class ALU. The low halves of the operands count. */
public final class Alu32 {
    private Alu32() {
    }

    /**
     * What an instruction of class ALU leaves in its destination register.
     *
     * @param slot the instruction.
     * @param a    destination register before.
     * @param b    second operand: source register or immediate.
     * @return destination register after: upper half zero, but for byte order conversions of 64 bits.
     */
    static long apply(final long slot, final long a, final long b) {
        final int code = Slot.code(slot);
        return (code & 0xF0) == Opcode.END
                ? ByteSwap.convert(a, Slot.imm(slot), Opcode.isRegisterSource(code))
                : apply(code & 0xF0, Slot.offset(slot), (int) a, (int) b) & 0xFFFF_FFFFL;
    }

    private static int apply(final int op, final int offset, final int a, final int b) {
        return switch (op) {
            case Opcode.ADD -> a + b;
            case Opcode.SUB -> a - b;
            case Opcode.MUL -> a * b;
            case Opcode.DIV -> offset == 0 ? divide(a, b) : signedDivide(a, b);
            case Opcode.OR -> a | b;
            case Opcode.AND -> a & b;
            case Opcode.LSH -> a << b;
            case Opcode.RSH -> a >>> b;
            case Opcode.NEG -> -a;
            case Opcode.MOD -> offset == 0 ? modulo(a, b) : signedModulo(a, b);
            case Opcode.XOR -> a ^ b;
            case Opcode.MOV -> offset == 0 ? b : signExtend(b, offset);
            default -> a >> b;
        };
    }

    /**
     * Unsigned division.
     *
     * @param a dividend.
     * @param b divisor.
     * @return the quotient; 0 if the divisor is 0.
     */
    public static int divide(final int a, final int b) {
        return b == 0 ? 0 : Integer.divideUnsigned(a, b);
    }

    /**
     * Signed division, toward zero.
     *
     * @param a dividend.
     * @param b divisor.
     * @return the quotient; 0 if the divisor is 0; INT_MIN / -1 is INT_MIN.
     */
    public static int signedDivide(final int a, final int b) {
        return b == 0 ? 0 : a / b;
    }

    /**
     * Unsigned remainder.
     *
     * @param a dividend.
     * @param b divisor.
     * @return the remainder; the dividend if the divisor is 0.
     */
    public static int modulo(final int a, final int b) {
        return b == 0 ? a : Integer.remainderUnsigned(a, b);
    }

    /**
     * Signed remainder, with the sign of the dividend.
     *
     * @param a dividend.
     * @param b divisor.
     * @return the remainder; the dividend if the divisor is 0; INT_MIN % -1 is 0.
     */
    public static int signedModulo(final int a, final int b) {
        return b == 0 ? a : a % b;
    }

    /**
     * Sign extension to 32 bits.
     *
     * @param value of which the low bits count.
     * @param bits  8 or 16.
     * @return the low bits with their sign.
     */
    public static int signExtend(final int value, final int bits) {
        return value << Integer.SIZE - bits >> Integer.SIZE - bits;
    }
}
