package io.bpfarena.runtime.isa;

/**
 * One slot of bytecode, {@code struct bpf_insn} (RFC 9669, section 3). A wide instruction ({@code ld_imm64}) takes two
 * slots; the second has code 0 and carries the upper half of the immediate.
 *
 * @param code   the opcode byte.
 * @param dst    destination register, 0 to 15 as encoded (10 is the last that exists).
 * @param src    source register, or what the instruction makes of that field.
 * @param offset signed 16 bits.
 * @param imm    signed 32 bits.
 */
public record Instruction(int code, int dst, int src, int offset, int imm) {
    /** Bytes in a slot. */
    public static final int SIZE = 8;

    /**
     * Takes a slot apart.
     *
     * @param slot its eight bytes read as a little-endian number.
     * @return the instruction; every slot can be decoded, whether or not it means anything.
     */
    public static Instruction decode(final long slot) {
        return new Instruction(
                (int) slot & 0xFF,
                (int) (slot >>> 8) & 0xF,
                (int) (slot >>> 12) & 0xF,
                (short) (slot >>> 16),
                (int) (slot >>> 32));
    }

    /** {@return the eight bytes as a little-endian number} */
    public long encode() {
        return (code & 0xFFL)
                | (dst & 0xFL) << 8
                | (src & 0xFL) << 12
                | (offset & 0xFFFFL) << 16
                | (long) imm << 32;
    }

    /** {@return bits 0 to 2 of the opcode, such as {@link Opcode#ALU64}} */
    public int opcodeClass() {
        return Opcode.classOf(code);
    }

    /** {@return whether it is {@code ld_imm64} and goes on in the next slot} */
    public boolean isWide() {
        return code == Opcode.LD_IMM64;
    }

    /**
     * The 64-bit immediate of {@code ld_imm64}.
     *
     * @param second the next slot.
     * @return its immediate above this one's.
     */
    public long wideImmediate(final Instruction second) {
        return (long) second.imm << 32 | imm & 0xFFFF_FFFFL;
    }

    /** {@return whether it calls a subprogram, {@link #imm()} slots after the next} */
    public boolean isSubprogramCall() {
        return code == (Opcode.JMP | Opcode.CALL) && src == Opcode.PSEUDO_CALL;
    }

    /** {@return whether it calls a helper, by the number in {@link #imm()}} */
    public boolean isHelperCall() {
        return code == (Opcode.JMP | Opcode.CALL) && src == Opcode.HELPER_CALL;
    }

    /** {@return whether it calls a kfunc} */
    public boolean isKfuncCall() {
        return code == (Opcode.JMP | Opcode.CALL) && src == Opcode.PSEUDO_KFUNC_CALL;
    }

    /** {@return whether it is the legacy packet load, LD with mode ABS or IND} */
    public boolean isPacketLoad() {
        return opcodeClass() == Opcode.LD && Opcode.modeOf(code) != Opcode.IMM;
    }

    /** {@return whether it is {@code addr_space_cast}} */
    public boolean isAddressSpaceCast() {
        return code == (Opcode.ALU64 | Opcode.MOV | Opcode.X) && offset == Opcode.ADDR_SPACE_CAST;
    }

    /** {@return whether it may go on at {@link #jumpOffset()}: conditional and unconditional jumps, not calls} */
    public boolean isJump() {
        final int jumpClass = opcodeClass();
        final int op = Opcode.opOf(code);
        return (jumpClass == Opcode.JMP || jumpClass == Opcode.JMP32) && op != Opcode.CALL && op != Opcode.EXIT;
    }

    /** {@return how many slots after the next one a jump goes: the immediate for {@code gotol}, else the offset} */
    public int jumpOffset() {
        return code == (Opcode.JMP32 | Opcode.JA) ? imm : offset;
    }

    /** {@return whether execution never goes on at the next slot: exit and unconditional jumps} */
    public boolean endsFlow() {
        return code == (Opcode.JMP | Opcode.EXIT)
                || code == (Opcode.JMP | Opcode.JA)
                || code == (Opcode.JMP32 | Opcode.JA);
    }
}
