package io.bpfarena.runtime.elf;

/** How large an object may be. An object is read into the heap as a whole, and its sender is not to be trusted. */
final class ElfLimits {
    /**
     * Bytes in a file. The largest objects in use have a few MiB, nearly all of it debug information; and what is made
     * of a file takes up to eight times its size, which shall not be more than 64 MiB.
     */
    static final int OBJECT_SIZE = 8 << 20;

    /** Sections. An object has three per program section at most; jelf counts in a signed 16-bit number. */
    static final int SECTIONS = 8192;

    /** Symbols. Each becomes two Java objects of some 60 bytes. */
    static final int SYMBOLS = 1 << 17;

    /** Relocations of all sections together; the same reason. */
    static final int RELOCATIONS = 1 << 17;

    /** Bytes in a name: KSYM_NAME_LEN of the kernel. Without it, overlapping names cost the square of the file. */
    static final int NAME_LENGTH = 512;

    /** Bytes of a section that takes no place in the file: a map's value cannot be larger (KMALLOC_MAX_SIZE). */
    static final long NOBITS_SIZE = Integer.MAX_VALUE;

    private ElfLimits() {
    }
}
