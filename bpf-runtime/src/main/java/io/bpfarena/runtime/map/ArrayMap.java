package io.bpfarena.runtime.map;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.memory.MemoryRegion;
import io.bpfarena.runtime.memory.NativeMemory;
import java.util.List;

/**
 * An array (kernel/bpf/arraymap.c): values side by side, each rounded up to eight bytes, indexed by a u32. All entries
 * exist from the start and are zero. Globals live in arrays of one entry.
 */
final class ArrayMap extends IndexedMap {
    private static final int ALLOWED_FLAGS =
            MapFlags.NUMA_NODE | MapFlags.MMAPABLE | MapFlags.ACCESS | MapFlags.INNER_MAP;

    private final long elementSize;
    private final MapMapping values;

    private ArrayMap(final String name, final MapAttributes attributes, final MapMapping values) {
        super(MapType.ARRAY, name, attributes);
        this.elementSize = MapMemory.roundUp(attributes.valueSize());
        this.values = values;
    }

    /** Checks as array_map_alloc_check does, and makes the map. */
    static ArrayMap create(final String name, final MapAttributes wanted, final MapMemoryBudget budget) {
        check(name, wanted, ALLOWED_FLAGS);
        final long size = MapMemory.roundUp(wanted.valueSize()) * wanted.maxEntries();
        try {
            return new ArrayMap(name, wanted, MapMapping.of(size, budget));
        } catch (final MapMemoryException e) {
            throw MapChecks.refused(Errno.ENOMEM, name, e.getMessage(), wanted);
        }
    }

    @Override
    public long lookup(final long key) {
        final int index = index(key);
        return contains(index) ? address(index) : 0;
    }

    /** The address of the value at an index, which is within the array. */
    long address(final int index) {
        return values.address() + index * elementSize;
    }

    @Override
    public long update(final long key, final long value, final long flags) {
        final int index = index(key);
        final long refused = checkUpdate(index, flags);
        return refused == 0 ? write(value, address(index), (flags & MapFlags.LOCK) != 0) : refused;
    }

    private long write(final long source, final long value, final boolean locked) {
        if (elementFields().layout().isEmpty()) {
            NativeMemory.copy(source, value, valueSize());
            return 0;
        }
        long result = 0;
        if (locked) {
            result = elementFields().copyLocked(source, value, value);
        } else {
            elementFields().copy(source, value);
        }
        if (result == 0) {
            elementFields().free(value);
        }
        return result;
    }

    @Override
    long userLookupLocked(final long key, final long destination) {
        if (!elementFields().hasLock()) {
            return -Errno.EINVAL.number();
        }
        final long value = lookup(key);
        if (value == 0) {
            return -Errno.ENOENT.number();
        }
        elementFields().layout().zero(destination);
        return elementFields().copyLocked(value, destination, value);
    }

    @Override
    boolean isValue(final long address) {
        final long offset = address - values.address();
        return offset >= 0 && offset < maxEntries() * elementSize && offset % elementSize == 0;
    }

    @Override
    void copyKeyOf(final long value, final long destination) {
        NativeMemory.putInt(destination, (int) ((value - values.address()) / elementSize));
    }

    @Override
    public long forEach(final int cpu, final ElementVisitor visitor) {
        return visitElements(cpu, visitor);
    }

    /** Only an array of one entry has such an address, as in array_map_direct_value_addr. */
    @Override
    public long directValueAddress(final int offset) {
        if (maxEntries() != 1) {
            throw new MapException(Errno.EOPNOTSUPP,
                    "map '%s': only an array of one entry has a value address: max_entries=%d"
                            .formatted(name(), maxEntries()));
        }
        if (offset < 0 || offset >= valueSize()) {
            throw new MapException(Errno.EINVAL, "map '%s': offset %d is not within the value: value_size=%d"
                    .formatted(name(), offset, valueSize()));
        }
        return values.address() + offset;
    }

    @Override
    public List<MemoryRegion> regions() {
        return List.of(new MemoryRegion("map " + name(), values.address(), values.length(), isWritableByPrograms()));
    }

    @Override
    void free() {
        values.close();
    }
}
