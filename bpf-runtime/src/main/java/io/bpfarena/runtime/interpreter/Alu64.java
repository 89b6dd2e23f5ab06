package io.bpfarena.runtime.interpreter;

import io.bpfarena.runtime.isa.Opcode;

/** 64-bit arithmetic (RFC 9669, section 4.1): class ALU64. */
public final class Alu64 {
    private Alu64() {
    }

    /**
     * What an instruction of class ALU64 leaves in its destination register.
     *
     * @param slot the instruction.
     * @param a    destination register before.
     * @param b    second operand: source register, or immediate with its sign extended.
     * @return destination register after.
     */
    static long apply(final long slot, final long a, final long b) {
        return switch (Slot.code(slot) & 0xF0) {
            case Opcode.ADD -> a + b;
            case Opcode.SUB -> a - b;
            case Opcode.MUL -> a * b;
            case Opcode.DIV -> Slot.offset(slot) == 0 ? divide(a, b) : signedDivide(a, b);
            case Opcode.OR -> a | b;
            case Opcode.AND -> a & b;
            case Opcode.LSH -> a << b;
            case Opcode.RSH -> a >>> b;
            case Opcode.NEG -> -a;
            case Opcode.MOD -> Slot.offset(slot) == 0 ? modulo(a, b) : signedModulo(a, b);
            case Opcode.XOR -> a ^ b;
            case Opcode.MOV -> Slot.offset(slot) == 0 ? b : move(slot, b);
            case Opcode.ARSH -> a >> b;
            default -> ByteSwap.swap(a, Slot.imm(slot));
        };
    }

    /** MOV with an offset: sign extension, or a cast to a user pointer, whose upper half is the immediate. */
    private static long move(final long slot, final long b) {
        return Slot.offset(slot) == Opcode.ADDR_SPACE_CAST
                ? toUserPointer(b, Slot.imm(slot)) : signExtend(b, Slot.offset(slot));
    }

    /**
     * Unsigned division.
     *
     * @param a dividend.
     * @param b divisor.
     * @return the quotient; 0 if the divisor is 0.
     */
    public static long divide(final long a, final long b) {
        return b == 0 ? 0 : Long.divideUnsigned(a, b);
    }

    /**
     * Signed division, toward zero.
     *
     * @param a dividend.
     * @param b divisor.
     * @return the quotient; 0 if the divisor is 0; LLONG_MIN / -1 is LLONG_MIN.
     */
    public static long signedDivide(final long a, final long b) {
        return b == 0 ? 0 : a / b;
    }

    /**
     * Unsigned remainder.
     *
     * @param a dividend.
     * @param b divisor.
     * @return the remainder; the dividend if the divisor is 0.
     */
    public static long modulo(final long a, final long b) {
        return b == 0 ? a : Long.remainderUnsigned(a, b);
    }

    /**
     * Signed remainder, with the sign of the dividend.
     *
     * @param a dividend.
     * @param b divisor.
     * @return the remainder; the dividend if the divisor is 0; LLONG_MIN % -1 is 0.
     */
    public static long signedModulo(final long a, final long b) {
        return b == 0 ? a : a % b;
    }

    /**
     * Sign extension to 64 bits.
     *
     * @param value of which the low bits count.
     * @param bits  8, 16 or 32.
     * @return the low bits with their sign.
     */
    public static long signExtend(final long value, final int bits) {
        return value << Long.SIZE - bits >> Long.SIZE - bits;
    }

    /**
     * {@code addr_space_cast} from an arena register to a user pointer.
     *
     * @param value     of which the low 32 bits are the arena address.
     * @param upperHalf of user_vm_start.
     * @return NULL if the arena address is 0, else the two halves together.
     */
    public static long toUserPointer(final long value, final int upperHalf) {
        final long low = value & 0xFFFF_FFFFL;
        return low == 0 ? 0 : (long) upperHalf << 32 | low;
    }
}
