package io.bpfarena.runtime.loader;

/**
 * A setting of the kernel's that an object declares, {@code extern int CONFIG_HZ __kconfig} (EXT_KCFG of libbpf).
 *
 * @param name   such as {@code CONFIG_HZ} or {@code LINUX_KERNEL_VERSION}.
 * @param weak   whether the object can do without; it is 0 then.
 * @param kind   what it can hold.
 * @param size   bytes.
 * @param align  bytes.
 * @param signed whether it is a signed number.
 * @param offset bytes from the start of the map's value.
 */
record KernelSetting(String name, boolean weak, Kind kind, int size, int align, boolean signed, int offset) {
    /** What a setting can hold, by its type in C (enum kcfg_type). */
    enum Kind {
        /** {@code char} or another integer of one byte: a number, or the letter y, n or m. */
        CHAR,
        /** {@code bool}: y or n. */
        BOOL,
        /** An integer. */
        INT,
        /** {@code enum libbpf_tristate}: y, n or m. */
        TRISTATE,
        /** An array of {@code char}: text. */
        CHAR_ARRAY
    }

    KernelSetting at(final int place) {
        return new KernelSetting(name, weak, kind, size, align, signed, place);
    }
}
