package io.bpfarena.runtime.isa;

/**
 * What an opcode byte is made of (RFC 9669, sections 3 to 5; the names are the RFC's).
 *
 * <pre>
 *   7       4   3   2     0          7   5   4  3   2     0
 *  +---------+---+-------+          +-----+------+-------+
 *  |   op    | S | class |  ALU,    |mode | size | class |  LD, LDX,
 *  +---------+---+-------+  JMP     +-----+------+-------+  ST, STX
 * </pre>
 *
 * <p>Example: 0x0f is op 0x0 (ADD), source 1 (X, a register), class 7 (ALU64): {@code r1 += r2}.
 */
public final class Opcode {
    public static final int LD = 0x0;
    public static final int LDX = 0x1;
    public static final int ST = 0x2;
    public static final int STX = 0x3;
    /** Arithmetic on the low 32 bits; the upper half of the result is zero. */
    public static final int ALU = 0x4;
    public static final int JMP = 0x5;
    /** Comparison of the low 32 bits. */
    public static final int JMP32 = 0x6;
    public static final int ALU64 = 0x7;

    /** Source operand: the immediate. */
    public static final int K = 0x00;
    /** Source operand: the source register. */
    public static final int X = 0x08;

    /** 4 bytes. */
    public static final int W = 0x00;
    /** 2 bytes. */
    public static final int H = 0x08;
    /** 1 byte. */
    public static final int B = 0x10;
    /** 8 bytes. */
    public static final int DW = 0x18;

    public static final int IMM = 0x00;
    /** Legacy packet load at an absolute offset. */
    public static final int ABS = 0x20;
    /** Legacy packet load at an offset in a register. */
    public static final int IND = 0x40;
    public static final int MEM = 0x60;
    /** Load with sign extension. */
    public static final int MEMSX = 0x80;
    public static final int ATOMIC = 0xC0;

    public static final int ADD = 0x00;
    public static final int SUB = 0x10;
    public static final int MUL = 0x20;
    /** Unsigned, or signed if the offset field is 1. */
    public static final int DIV = 0x30;
    public static final int OR = 0x40;
    public static final int AND = 0x50;
    public static final int LSH = 0x60;
    public static final int RSH = 0x70;
    public static final int NEG = 0x80;
    /** Unsigned, or signed if the offset field is 1. */
    public static final int MOD = 0x90;
    public static final int XOR = 0xA0;
    /** Plain, or with sign extension from as many bits as the offset field says. */
    public static final int MOV = 0xB0;
    public static final int ARSH = 0xC0;
    /** Byte order: to little (K) or big (X) endian in class ALU, unconditional swap in class ALU64. */
    public static final int END = 0xD0;

    public static final int JA = 0x00;
    public static final int JEQ = 0x10;
    public static final int JGT = 0x20;
    public static final int JGE = 0x30;
    public static final int JSET = 0x40;
    public static final int JNE = 0x50;
    public static final int JSGT = 0x60;
    public static final int JSGE = 0x70;
    public static final int CALL = 0x80;
    public static final int EXIT = 0x90;
    public static final int JLT = 0xA0;
    public static final int JLE = 0xB0;
    public static final int JSLT = 0xC0;
    public static final int JSLE = 0xD0;
    /** The kernel's {@code may_goto} (BPF_JCOND in uapi bpf.h). */
    public static final int JCOND = 0xE0;

    /** {@code ld_imm64}, the only instruction of two slots. */
    public static final int LD_IMM64 = LD | IMM | DW;

    /** Immediate of an atomic: the old value goes to the source register. */
    public static final int FETCH = 0x01;
    public static final int XCHG = 0xE0 | FETCH;
    public static final int CMPXCHG = 0xF0 | FETCH;
    /** Immediate of {@code load_acquire} (BPF_LOAD_ACQ in uapi bpf.h). */
    public static final int LOAD_ACQ = 0x100;
    /** Immediate of {@code store_release} (BPF_STORE_REL in uapi bpf.h). */
    public static final int STORE_REL = 0x110;

    /** Source field of {@code ld_imm64}: a map (BPF_PSEUDO_MAP_FD). */
    public static final int PSEUDO_MAP_FD = 1;
    /** Source field of {@code ld_imm64}: an address within a map's value (BPF_PSEUDO_MAP_VALUE). */
    public static final int PSEUDO_MAP_VALUE = 2;
    /** Source field of {@code ld_imm64}: a subprogram (BPF_PSEUDO_FUNC). */
    public static final int PSEUDO_FUNC = 4;

    /** Source field of a call: a helper, by number. */
    public static final int HELPER_CALL = 0;
    /** Source field of a call: a subprogram, relative to the next slot (BPF_PSEUDO_CALL). */
    public static final int PSEUDO_CALL = 1;
    /** Source field of a call: a kfunc (BPF_PSEUDO_KFUNC_CALL). */
    public static final int PSEUDO_KFUNC_CALL = 2;

    /** Offset field of DIV and MOD: signed. */
    public static final int SIGNED = 1;
    /** Offset field of MOV in class ALU64 from a register: {@code addr_space_cast}. */
    public static final int ADDR_SPACE_CAST = 1;
    /** Immediate of {@code addr_space_cast} to an arena register: from address space 1 to 0. */
    public static final int CAST_TO_KERNEL = 1;
    /** Immediate of {@code addr_space_cast} to a user pointer: from address space 0 to 1. */
    public static final int CAST_TO_USER = 1 << 16;

    private Opcode() {
    }

    /**
     * Bits 0 to 2.
     *
     * @param code opcode byte.
     * @return such as {@link #ALU64}.
     */
    public static int classOf(final int code) {
        return code & 0x07;
    }

    /**
     * Bits 4 to 7 of an arithmetic or jump opcode.
     *
     * @param code opcode byte.
     * @return such as {@link #ADD} or {@link #JEQ}.
     */
    public static int opOf(final int code) {
        return code & 0xF0;
    }

    /**
     * Bits 5 to 7 of a load or store opcode.
     *
     * @param code opcode byte.
     * @return such as {@link #MEM}.
     */
    public static int modeOf(final int code) {
        return code & 0xE0;
    }

    /**
     * Bits 3 and 4 of a load or store opcode.
     *
     * @param code opcode byte.
     * @return such as {@link #DW}.
     */
    public static int sizeOf(final int code) {
        return code & 0x18;
    }

    /**
     * How much a load or store opcode moves.
     *
     * @param code opcode byte.
     * @return 1, 2, 4 or 8 bytes.
     */
    public static int bytesOf(final int code) {
        return switch (sizeOf(code)) {
            case B -> 1;
            case H -> 2;
            case W -> 4;
            default -> 8;
        };
    }

    /**
     * Bit 3 of an arithmetic or jump opcode.
     *
     * @param code opcode byte.
     * @return true if the second operand is a register.
     */
    public static boolean isRegisterSource(final int code) {
        return (code & X) != 0;
    }
}
