package io.bpfarena.runtime.elf;

/**
 * A relocation: the symbol's value belongs at a place.
 *
 * @param offset bytes from the start of the section it applies to.
 * @param type   such as {@link #R_BPF_64_64}.
 * @param symbol index of the symbol, within the table.
 * @param addend explicit addend; 0 for SHT_REL, where it lies at the place.
 */
public record ElfRelocation(long offset, int type, int symbol, long addend) {
    /** {@code ld_imm64}, both halves of the immediate (LLVM's documentation of BPF relocations). */
    public static final int R_BPF_64_64 = 1;
    /** Eight bytes of data. */
    public static final int R_BPF_64_ABS64 = 2;
    /** Four bytes of data. */
    public static final int R_BPF_64_ABS32 = 3;
    /** Four bytes of .BTF or .BTF.ext, left alone at run time. */
    public static final int R_BPF_64_NODYLD32 = 4;
    /** Immediate of a call. */
    public static final int R_BPF_64_32 = 10;
}
