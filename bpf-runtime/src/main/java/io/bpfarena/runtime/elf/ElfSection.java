package io.bpfarena.runtime.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A section of the object. Immutable; {@link #data()} gives a fresh read-only view each time.
 */
public final class ElfSection {
    /** {@code sh_type}: contents of the program's own. */
    public static final int SHT_PROGBITS = 1;
    /** {@code sh_type}: symbols. */
    public static final int SHT_SYMTAB = 2;
    /** {@code sh_type}: strings. */
    public static final int SHT_STRTAB = 3;
    /** {@code sh_type}: relocations with addends. */
    public static final int SHT_RELA = 4;
    /** {@code sh_type}: zeros that take no place in the file. */
    public static final int SHT_NOBITS = 8;
    /** {@code sh_type}: relocations whose addend lies at the place to be relocated. */
    public static final int SHT_REL = 9;

    /** {@code sh_flags}: holds instructions. */
    public static final long SHF_EXECINSTR = 4;

    private final int index;
    private final String name;
    private final int type;
    private final long flags;
    private final int link;
    private final int info;
    private final long size;
    private final ByteBuffer data;

    ElfSection(
            final int index, final String name, final int type, final long flags, final int link, final int info,
            final long size, final ByteBuffer data) {
        this.index = index;
        this.name = name;
        this.type = type;
        this.flags = flags;
        this.link = link;
        this.info = info;
        this.size = size;
        this.data = data;
    }

    /** {@return its number in the section header table} */
    public int index() {
        return index;
    }

    /** {@return its name} */
    public String name() {
        return name;
    }

    /** {@return {@code sh_type}} */
    public int type() {
        return type;
    }

    /** {@return {@code sh_flags}} */
    public long flags() {
        return flags;
    }

    /** {@return {@code sh_link}: for symbols their string table, for relocations their symbol table} */
    public int link() {
        return link;
    }

    /** {@return {@code sh_info}: for relocations the section they apply to} */
    public int info() {
        return info;
    }

    /** {@return bytes; for {@link #SHT_NOBITS} those it will take in memory} */
    public long size() {
        return size;
    }

    /** {@return whether it holds instructions} */
    public boolean isExecutable() {
        return (flags & SHF_EXECINSTR) != 0;
    }

    /** {@return its bytes in the file, read-only, little-endian; empty for {@link #SHT_NOBITS}} */
    public ByteBuffer data() {
        return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public String toString() {
        return "section(%d) %s, size %d, type %d, flags 0x%x".formatted(index, name, size, type, flags);
    }
}
