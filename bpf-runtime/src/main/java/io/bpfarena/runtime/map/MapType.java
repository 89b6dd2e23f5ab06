package io.bpfarena.runtime.map;

import java.util.Optional;

/** The map types, {@code enum bpf_map_type} of the kernel's uapi bpf.h, that this runtime knows of. */
public enum MapType {
    HASH(1, "hash"),
    ARRAY(2, "array"),
    PROG_ARRAY(3, "prog_array"),
    PERCPU_HASH(5, "percpu_hash"),
    PERCPU_ARRAY(6, "percpu_array"),
    LRU_HASH(9, "lru_hash"),
    LRU_PERCPU_HASH(10, "lru_percpu_hash"),
    ARRAY_OF_MAPS(12, "array_of_maps"),
    HASH_OF_MAPS(13, "hash_of_maps"),
    QUEUE(22, "queue"),
    STACK(23, "stack"),
    RINGBUF(27, "ringbuf"),
    USER_RINGBUF(31, "user_ringbuf"),
    ARENA(33, "arena");

    private final int number;
    private final String label;

    MapType(final int number, final String label) {
        this.number = number;
        this.label = label;
    }

    /** {@return the number in {@code enum bpf_map_type}} */
    public int number() {
        return number;
    }

    /** {@return the name bpftool uses} */
    public String label() {
        return label;
    }

    /**
     * Looks a type up.
     *
     * @param number as in {@code enum bpf_map_type}.
     * @return the type, or empty if this runtime does not have it.
     */
    public static Optional<MapType> of(final int number) {
        for (final MapType type : values()) {
            if (type.number == number) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
