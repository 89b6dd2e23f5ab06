package io.bpfarena.runtime.map;

/**
 * What a map is made from, {@code union bpf_attr} of BPF_MAP_CREATE. Numbers are as an untrusted object gave them;
 * {@link MapFactory} checks them as the kernel does.
 *
 * @param type       number in {@code enum bpf_map_type}.
 * @param keySize    bytes, unsigned.
 * @param valueSize  bytes, unsigned.
 * @param maxEntries entries, or pages for an arena; unsigned.
 * @param flags      {@code map_flags}.
 * @param extra      {@code map_extra}.
 * @param numaNode   counts if flags hold {@link MapFlags#NUMA_NODE}.
 * @param innerMap   what the inner maps of a map of maps are like; null for other maps.
 * @param fields     locks, timers and workqueues in the values, as BTF tells of them.
 */
public record MapAttributes(
        int type, int keySize, int valueSize, int maxEntries, int flags, long extra, int numaNode,
        MapAttributes innerMap, SpecialFields fields) {

    /**
     * A map that holds no maps.
     *
     * @param type       number in {@code enum bpf_map_type}.
     * @param keySize    bytes, unsigned.
     * @param valueSize  bytes, unsigned.
     * @param maxEntries entries, or pages for an arena; unsigned.
     * @param flags      {@code map_flags}.
     * @param extra      {@code map_extra}.
     * @param numaNode   counts if flags hold {@link MapFlags#NUMA_NODE}.
     */
    public MapAttributes(
            final int type, final int keySize, final int valueSize, final int maxEntries, final int flags,
            final long extra, final int numaNode) {
        this(type, keySize, valueSize, maxEntries, flags, extra, numaNode, null, SpecialFields.NONE);
    }

    /**
     * The same with another number of entries.
     *
     * @param entries unsigned.
     * @return the attributes.
     */
    public MapAttributes withMaxEntries(final int entries) {
        return new MapAttributes(type, keySize, valueSize, entries, flags, extra, numaNode, innerMap, fields);
    }

    /**
     * The same, holding maps.
     *
     * @param template what they are like.
     * @return the attributes.
     */
    public MapAttributes withInnerMap(final MapAttributes template) {
        return new MapAttributes(type, keySize, valueSize, maxEntries, flags, extra, numaNode, template, fields);
    }

    /**
     * The same with other special fields in the values.
     *
     * @param places which, and where.
     * @return the attributes.
     */
    public MapAttributes withFields(final SpecialFields places) {
        return new MapAttributes(type, keySize, valueSize, maxEntries, flags, extra, numaNode, innerMap, places);
    }

    @Override
    public String toString() {
        return "type=%s key_size=%s value_size=%s max_entries=%s map_flags=0x%x map_extra=0x%x".formatted(
                MapTypeNames.of(type),
                Integer.toUnsignedString(keySize), Integer.toUnsignedString(valueSize),
                Integer.toUnsignedString(maxEntries), flags, extra);
    }
}
