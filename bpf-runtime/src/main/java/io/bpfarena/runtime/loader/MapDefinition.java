package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.map.MapAttributes;
import io.bpfarena.runtime.map.MapType;
import java.util.Optional;

/**
 * A map as an object defines it; what will be made of it at load. All of it may be changed until then (bpf_map__set_...
 * of libbpf); what it may be is checked at load. One thread at a time.
 */
public final class MapDefinition {
    /** Stands for the place of values where there are none. */
    static final int NO_VALUES = -1;

    private static final int POINTER_SIZE = 8;

    private final String name;
    private final String section;
    private final long offset;
    private final MapDefinition innerMap;
    private final int valuesOffset;
    private final int end;
    private final MapTypes types;
    private MapAttributes attributes;
    private byte[] initialValue;

    private MapDefinition(
            final String name, final String section, final long offset, final MapAttributes defined,
            final MapDefinition innerMap, final int valuesOffset, final int end, final MapTypes types) {
        this.name = name;
        this.section = section;
        this.offset = offset;
        this.attributes = defined;
        this.innerMap = innerMap;
        this.valuesOffset = valuesOffset;
        this.end = end;
        this.types = types;
    }

    /** The inner map is null for one that holds no maps. */
    MapDefinition(
            final String name, final String section, final long offset, final MapAttributes defined,
            final MapDefinition innerMap) {
        this(name, section, offset, defined, innerMap, NO_VALUES, NO_VALUES, MapTypes.NONE);
    }

    /** The same, with its values at a place of the section, or nowhere, and its end at another. */
    MapDefinition withValues(final int start, final int definitionEnd) {
        return new MapDefinition(name, section, offset, attributes, innerMap, start, definitionEnd, types);
    }

    /** The same with keys and values of types. */
    MapDefinition withTypes(final MapTypes declared) {
        return new MapDefinition(name, section, offset, attributes, innerMap, valuesOffset, end, declared);
    }

    /** {@return of what types keys and values are, as the object declares them} */
    public MapTypes types() {
        return types;
    }

    /** Whether a value that the object initialises lies at a place of the section. */
    boolean holdsValueAt(final long place) {
        return valuesOffset != NO_VALUES && place >= valuesOffset && place <= end - POINTER_SIZE;
    }

    /** Bytes from the start of the section to its values. */
    int valuesOffset() {
        return valuesOffset;
    }

    /** {@return what the maps in a map of maps are like, to be adjusted likewise; empty for other maps} */
    public Optional<MapDefinition> innerMap() {
        return Optional.ofNullable(innerMap);
    }

    /** {@return the name the map will have; that of a map of globals is cut as libbpf does it: {@code linked_l.bss}} */
    public String name() {
        return name;
    }

    /** {@return the ELF section that defines it: {@code .maps}, or the section of globals itself} */
    public String section() {
        return section;
    }

    /** Bytes from the start of the section to its definition. */
    long offset() {
        return offset;
    }

    /** {@return whether it holds globals, and so was made by the loader} */
    public boolean isInternal() {
        return !section.equals(".maps");
    }

    /** {@return the number in {@code enum bpf_map_type}; may be one that this runtime does not have} */
    public int type() {
        return attributes.type();
    }

    /**
     * Changes the type, bpf_map__set_type.
     *
     * @param number in {@code enum bpf_map_type}.
     * @return this.
     */
    public MapDefinition type(final int number) {
        attributes = new MapAttributes(number, attributes.keySize(), attributes.valueSize(), attributes.maxEntries(),
                attributes.flags(), attributes.extra(), attributes.numaNode());
        return this;
    }

    /** {@return bytes in a key} */
    public int keySize() {
        return attributes.keySize();
    }

    /**
     * Changes the size of keys, bpf_map__set_key_size.
     *
     * @param bytes unsigned.
     * @return this.
     */
    public MapDefinition keySize(final int bytes) {
        attributes = new MapAttributes(attributes.type(), bytes, attributes.valueSize(), attributes.maxEntries(),
                attributes.flags(), attributes.extra(), attributes.numaNode());
        return this;
    }

    /** {@return bytes in a value} */
    public int valueSize() {
        return attributes.valueSize();
    }

    /**
     * Changes the size of values, bpf_map__set_value_size. A map of globals gets or loses bytes at its end, and the
     * last variable in it, if it is an array, elements.
     *
     * @param bytes unsigned.
     * @return this.
     * @throws IllegalStateException for a map of globals that is not an array any more.
     */
    public MapDefinition valueSize(final int bytes) {
        if (isInternal() && type() != MapType.ARRAY.number()) {
            throw new IllegalStateException("map '%s' holds globals, but is no array any more".formatted(name));
        }
        initialValue = null;
        attributes = new MapAttributes(attributes.type(), attributes.keySize(), bytes, attributes.maxEntries(),
                attributes.flags(), attributes.extra(), attributes.numaNode());
        return this;
    }

    /** {@return entries, or pages for an arena; unsigned} */
    public int maxEntries() {
        return attributes.maxEntries();
    }

    /**
     * Changes the number of entries, bpf_map__set_max_entries.
     *
     * @param entries unsigned; what it may be is checked at load.
     * @return this.
     */
    public MapDefinition maxEntries(final int entries) {
        attributes = attributes.withMaxEntries(entries);
        return this;
    }

    /** {@return {@code map_flags}} */
    public int flags() {
        return attributes.flags();
    }

    /**
     * Changes the flags, bpf_map__set_map_flags.
     *
     * @param bits {@code map_flags}.
     * @return this.
     */
    public MapDefinition flags(final int bits) {
        attributes = new MapAttributes(attributes.type(), attributes.keySize(), attributes.valueSize(),
                attributes.maxEntries(), bits, attributes.extra(), attributes.numaNode());
        return this;
    }

    /** {@return {@code map_extra}; for an arena the address at which user space maps it, or 0} */
    public long extra() {
        return attributes.extra();
    }

    /**
     * Changes {@code map_extra}, bpf_map__set_map_extra.
     *
     * @param value for an arena the address at which user space maps it, or 0.
     * @return this.
     */
    public MapDefinition extra(final long value) {
        attributes = new MapAttributes(attributes.type(), attributes.keySize(), attributes.valueSize(),
                attributes.maxEntries(), attributes.flags(), value, attributes.numaNode());
        return this;
    }

    /** {@return the memory node that the map is to be on, which counts if flags hold BPF_F_NUMA_NODE} */
    public int numaNode() {
        return attributes.numaNode();
    }

    /**
     * Changes the memory node, bpf_map__set_numa_node.
     *
     * @param node its number.
     * @return this.
     */
    public MapDefinition numaNode(final int node) {
        attributes = new MapAttributes(attributes.type(), attributes.keySize(), attributes.valueSize(),
                attributes.maxEntries(), attributes.flags(), attributes.extra(), node);
        return this;
    }

    /**
     * Gives a map of globals its first value, bpf_map__set_initial_value. Variables that were changed one by one are
     * put over it.
     *
     * @param value {@link #valueSize()} bytes; copied.
     * @return this.
     * @throws IllegalArgumentException if it is no map of globals, or has another size.
     */
    public MapDefinition initialValue(final byte[] value) {
        if (!isInternal()) {
            throw new IllegalArgumentException("map '%s' holds no globals".formatted(name));
        }
        if (value.length != valueSize()) {
            throw new IllegalArgumentException("map '%s' has values of %s bytes, not %d"
                    .formatted(name, Integer.toUnsignedString(valueSize()), value.length));
        }
        initialValue = value.clone();
        return this;
    }

    /** Its first value, if it was given one. */
    Optional<byte[]> initialValue() {
        return Optional.ofNullable(initialValue);
    }

    /** {@return what the map will be made from} */
    public MapAttributes attributes() {
        return innerMap == null ? attributes : attributes.withInnerMap(innerMap.attributes());
    }

    @Override
    public String toString() {
        return "map %s (%s): %s".formatted(name, section, attributes());
    }
}
