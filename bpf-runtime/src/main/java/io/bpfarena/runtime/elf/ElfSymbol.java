package io.bpfarena.runtime.elf;

/**
 * A symbol.
 *
 * @param index      in the symbol table.
 * @param name       empty for a section symbol.
 * @param value      bytes from the start of its section.
 * @param size       bytes.
 * @param binding    {@link #STB_LOCAL} and the like.
 * @param type       {@link #STT_FUNC} and the like.
 * @param section    number of its section, 0 if undefined, 0xff00 and above for the reserved ones.
 * @param visibility {@link #STV_DEFAULT} and the like.
 */
public record ElfSymbol(
        int index, String name, long value, long size, int binding, int type, int section, int visibility) {
    /** Binding: not seen outside the object. */
    public static final int STB_LOCAL = 0;
    /** Binding: global. */
    public static final int STB_GLOBAL = 1;
    /** Binding: global, may be missing. */
    public static final int STB_WEAK = 2;

    /** Type: none; externs have it. */
    public static final int STT_NOTYPE = 0;
    /** Type: data. */
    public static final int STT_OBJECT = 1;
    /** Type: function. */
    public static final int STT_FUNC = 2;
    /** Type: the section itself. */
    public static final int STT_SECTION = 3;
    /** Type: name of the source file. */
    public static final int STT_FILE = 4;

    /** Visibility: as its binding says. */
    public static final int STV_DEFAULT = 0;
    /** Visibility: not seen outside, for the processor's own reasons. */
    public static final int STV_INTERNAL = 1;
    /** Visibility: not seen outside what it is linked into. */
    public static final int STV_HIDDEN = 2;

    /** Section number of an undefined symbol. */
    public static final int SHN_UNDEF = 0;
    /** The first of the reserved section numbers. */
    public static final int SHN_LORESERVE = 0xff00;

    /** {@return whether it is defined elsewhere} */
    public boolean isUndefined() {
        return section == SHN_UNDEF;
    }

    /** {@return whether it is hidden from what the object is linked with, {@code __hidden} in C} */
    public boolean isHidden() {
        return visibility == STV_HIDDEN || visibility == STV_INTERNAL;
    }
}
