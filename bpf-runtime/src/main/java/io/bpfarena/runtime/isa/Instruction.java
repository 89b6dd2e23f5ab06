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
}
