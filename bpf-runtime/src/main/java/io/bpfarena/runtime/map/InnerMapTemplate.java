package io.bpfarena.runtime.map;

import io.bpfarena.linux.Errno;

/**
 * What all inner maps of a map of maps must be like (kernel/bpf/map_in_map.c). A program is checked against the
 * template, so that whatever it finds there must be the same as far as a program can tell: type, sizes of key and
 * value, flags, special fields, and for an array without BPF_F_INNER_MAP the number of entries, since a
 * program may index it directly.
 */
record InnerMapTemplate(MapType type, int keySize, int valueSize, int maxEntries, int flags, SpecialFields fields) {
    /** Checks as bpf_map_meta_alloc does. */
    static InnerMapTemplate of(final String name, final MapAttributes outer) {
        final MapAttributes inner = outer.innerMap();
        if (inner == null) {
            throw MapChecks.refused(Errno.EBADF, name, "a map of maps needs an inner map as a template", outer);
        }
        final MapType type = MapType.of(inner.type()).orElse(MapType.ARENA);
        switch (type) {
            case ARRAY_OF_MAPS, HASH_OF_MAPS -> throw MapChecks.refused(
                    Errno.EINVAL, name, "a map of maps of maps, which there is not: inner map " + inner, outer);
            case PROG_ARRAY -> throw MapChecks.refused(
                    Errno.ENOTSUPP, name, "programs are not found through two maps: inner map " + inner, outer);
            case ARENA -> throw MapChecks.refused(
                    Errno.EOPNOTSUPP, name, "not supported as an inner map: " + inner, outer);
            default -> {
                return new InnerMapTemplate(
                        type, inner.keySize(), inner.valueSize(), inner.maxEntries(), inner.flags(),
                        inner.fields());
            }
        }
    }

    /** bpf_map_meta_equal and array_map_meta_equal. */
    boolean matches(final BpfMap map) {
        return map.type() == type && map.keySize() == keySize && map.valueSize() == valueSize && map.flags() == flags
                && map.elementFields().layout().places().equals(fields.places())
                && (type != MapType.ARRAY || (flags & MapFlags.INNER_MAP) != 0 || map.maxEntries() == maxEntries);
    }

    @Override
    public String toString() {
        return "type=%s key_size=%d value_size=%d max_entries=%s map_flags=0x%x".formatted(
                type.label(), keySize, valueSize, Integer.toUnsignedString(maxEntries), flags);
    }
}
