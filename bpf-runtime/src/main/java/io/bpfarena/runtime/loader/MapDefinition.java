package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.map.MapAttributes;

/**
 * A map as an object defines it; what will be made of it at load. {@code max_entries} may be changed until then. One
 * thread at a time.
 */
public final class MapDefinition {
    private final String name;
    private final String section;
    private final long offset;
    private final MapAttributes defined;
    private int maxEntries;

    MapDefinition(final String name, final String section, final long offset, final MapAttributes defined) {
        this.name = name;
        this.section = section;
        this.offset = offset;
        this.defined = defined;
        this.maxEntries = defined.maxEntries();
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
        return defined.withMaxEntries(maxEntries);
    }

    @Override
    public String toString() {
        return "map %s (%s): %s".formatted(name, section, attributes());
    }
}
