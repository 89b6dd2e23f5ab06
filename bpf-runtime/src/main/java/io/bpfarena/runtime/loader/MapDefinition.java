package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.map.MapAttributes;
import java.util.Optional;

/**
 * A map as an object defines it; what will be made of it at load. {@code max_entries} may be changed until then. One
 * thread at a time.
 */
public final class MapDefinition {
    /** Stands for the place of values where there are none. */
    static final int NO_VALUES = -1;

    private static final int POINTER_SIZE = 8;

    private final String name;
    private final String section;
    private final long offset;
    private final MapAttributes defined;
    private final MapDefinition innerMap;
    private final int valuesOffset;
    private final int end;
    private int maxEntries;

    private MapDefinition(
            final String name, final String section, final long offset, final MapAttributes defined,
            final MapDefinition innerMap, final int valuesOffset, final int end) {
        this.name = name;
        this.section = section;
        this.offset = offset;
        this.defined = defined;
        this.innerMap = innerMap;
        this.valuesOffset = valuesOffset;
        this.end = end;
        this.maxEntries = defined.maxEntries();
    }

    /** The inner map is null for one that holds no maps. */
    MapDefinition(
            final String name, final String section, final long offset, final MapAttributes defined,
            final MapDefinition innerMap) {
        this(name, section, offset, defined, innerMap, NO_VALUES, NO_VALUES);
    }

    /** The same, with its values at a place of the section, or nowhere, and its end at another. */
    MapDefinition withValues(final int start, final int definitionEnd) {
        return new MapDefinition(name, section, offset, defined, innerMap, start, definitionEnd);
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
        return defined.type();
    }

    /** {@return bytes in a key} */
    public int keySize() {
        return defined.keySize();
    }

    /** {@return bytes in a value} */
    public int valueSize() {
        return defined.valueSize();
    }

    /** {@return entries, or pages for an arena; unsigned} */
    public int maxEntries() {
        return maxEntries;
    }

    /**
     * Changes the number of entries, bpf_map__set_max_entries.
     *
     * @param entries unsigned; what it may be is checked at load.
     * @return this.
     */
    public MapDefinition maxEntries(final int entries) {
        this.maxEntries = entries;
        return this;
    }

    /** {@return {@code map_flags}} */
    public int flags() {
        return defined.flags();
    }

    /** {@return {@code map_extra}; for an arena the address at which user space maps it, or 0} */
    public long extra() {
        return defined.extra();
    }

    /** {@return what the map will be made from} */
    public MapAttributes attributes() {
        final MapAttributes adjusted = defined.withMaxEntries(maxEntries);
        return innerMap == null ? adjusted : adjusted.withInnerMap(innerMap.attributes());
    }

    @Override
    public String toString() {
        return "map %s (%s): %s".formatted(name, section, attributes());
    }
}
