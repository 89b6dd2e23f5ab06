package io.bpfarena.runtime.map;

import java.util.Optional;

/**
 * A structure that means something to the kernel when it lies in the value of a map ({@code enum btf_field_type} of
 * include/linux/bpf.h). Programs hand its address to helpers and look nowhere inside.
 */
public enum SpecialField {
    /** {@code struct bpf_spin_lock}. */
    SPIN_LOCK("bpf_spin_lock", 4, 4),
    /** {@code struct bpf_res_spin_lock}. */
    RES_SPIN_LOCK("bpf_res_spin_lock", 4, 4),
    /** {@code struct bpf_timer}. */
    TIMER("bpf_timer", 16, 8),
    /** {@code struct bpf_wq}. */
    WORKQUEUE("bpf_wq", 16, 8);

    private final String label;
    private final int size;
    private final int alignment;

    SpecialField(final String label, final int size, final int alignment) {
        this.label = label;
        this.size = size;
        this.alignment = alignment;
    }

    /** {@return the structure's name in C} */
    public String label() {
        return label;
    }

    /** {@return bytes} */
    public int size() {
        return size;
    }

    /** {@return what its offset in the value must be a multiple of, in bytes} */
    public int alignment() {
        return alignment;
    }

    /**
     * Looks a structure up.
     *
     * @param name its name in C.
     * @return the field, or empty if it is a structure like any other.
     */
    public static Optional<SpecialField> of(final String name) {
        for (final SpecialField field : values()) {
            if (field.label.equals(name)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    /** Whether maps of a type may have it in their values (map_check_btf). */
    boolean goesWith(final MapType type) {
        return type == MapType.ARRAY || type == MapType.HASH
                || type == MapType.LRU_HASH && (this == TIMER || this == WORKQUEUE);
    }
}
