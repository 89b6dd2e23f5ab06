package io.bpfarena.runtime.btf;

/** How large BTF may be. The kernel's own (some 6 MiB, 150,000 types) fits with room to spare. */
final class BtfLimits {
    /** Bytes in a section (BTF_MAX_SIZE of the kernel). */
    static final int SECTION_SIZE = 16 << 20;

    /** Types. */
    static final int TYPES = 1 << 19;

    /** Members, parameters, enumerators and variables of all types together; each is a Java object. */
    static final int ELEMENTS = 1 << 20;

    /** Records of BTF.ext; each is a Java object. */
    static final int RECORDS = 1 << 19;

    /** Bytes in a name (KSYM_NAME_LEN of the kernel). */
    static final int NAME_LENGTH = 512;

    /** How many typedefs, qualifiers, arrays and the like are followed (MAX_RESOLVE_DEPTH of libbpf). */
    static final int RESOLVE_DEPTH = 32;

    private BtfLimits() {
    }
}
