package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.map.MapType;
import java.util.EnumSet;
import java.util.Set;

/**
 * Of what types the keys and values of a map are: numbers in the object's BTF, 0 where it does not say.
 *
 * @param key   type of the keys.
 * @param value type of the values; of a map of globals the section.
 */
public record MapTypes(int key, int value) {
    /** Nothing is known. */
    public static final MapTypes NONE = new MapTypes(0, 0);

    /**
     * Types of maps that the kernel is not told: their values are numbers of objects (libbpf.c,
     * bpf_object__create_map), or it does not take types for them (map_check_btf).
     */
    private static final Set<MapType> UNTYPED = EnumSet.of(
            MapType.PROG_ARRAY, MapType.ARRAY_OF_MAPS, MapType.HASH_OF_MAPS, MapType.QUEUE, MapType.STACK,
            MapType.RINGBUF, MapType.USER_RINGBUF, MapType.ARENA);

    /** What the kernel would know of a map of a type. */
    MapTypes knownOf(final MapType type) {
        return UNTYPED.contains(type) ? NONE : this;
    }
}
