package io.bpfarena.runtime.isa;

/** How much a load or store moves (RFC 9669, section 5). */
public enum MemorySize {
    /** 8 bits. */
    BYTE(Opcode.B),
    /** 16 bits. */
    HALF_WORD(Opcode.H),
    /** 32 bits. */
    WORD(Opcode.W),
    /** 64 bits. */
    DOUBLE_WORD(Opcode.DW);

    private final int code;

    MemorySize(final int code) {
        this.code = code;
    }

    /** {@return the opcode's bits 3 and 4, such as {@link Opcode#DW}} */
    public int code() {
        return code;
    }

    /** {@return 8, 16, 32 or 64} */
    public int bits() {
        return Byte.SIZE * Opcode.bytesOf(code);
    }

    /** The width of a register that holds as much: LLVM writes {@code w1} for all but 64 bits. */
    Width width() {
        return this == DOUBLE_WORD ? Width.BITS_64 : Width.BITS_32;
    }

    static MemorySize ofCode(final int code) {
        return switch (Opcode.sizeOf(code)) {
            case Opcode.B -> BYTE;
            case Opcode.H -> HALF_WORD;
            case Opcode.W -> WORD;
            default -> DOUBLE_WORD;
        };
    }
}
