package io.bpfarena.runtime.map;

import io.bpfarena.linux.Errno;
import io.bpfarena.linux.MemoryMapping;
import io.bpfarena.linux.Protection;
import io.bpfarena.linux.SystemCallException;
import io.bpfarena.runtime.memory.MemoryRegion;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * An array (kernel/bpf/arraymap.c): values side by side, each rounded up to eight bytes, indexed by a u32. All entries
 * exist from the start and are zero. Globals live in arrays of one entry.
 */
final class ArrayMap implements BpfMap {
    private static final int KEY_SIZE = 4;
    private static final int ALLOWED_FLAGS =
            MapFlags.NUMA_NODE | MapFlags.MMAPABLE | MapFlags.ACCESS | MapFlags.INNER_MAP | MapFlags.PRESERVE_ELEMS;

    private final String name;
    private final MapAttributes attributes;
    private final int elementSize;
    private final MemoryMapping values;

    private ArrayMap(final String name, final MapAttributes attributes, final MemoryMapping values) {
        this.name = name;
        this.attributes = attributes;
        this.elementSize = elementSize(attributes);
        this.values = values;
    }

    /** Checks as array_map_alloc_check does, and makes the map. */
    static ArrayMap create(final String name, final MapAttributes wanted) {
        if (wanted.maxEntries() == 0 || wanted.keySize() != KEY_SIZE || wanted.valueSize() == 0) {
            throw MapChecks.refused(Errno.EINVAL, name,
                    "an array needs entries, keys of 4 bytes and values that are not empty", wanted);
        }
        MapChecks.flags(name, wanted, ALLOWED_FLAGS);
        if (wanted.valueSize() < 0) {
            throw MapChecks.refused(Errno.E2BIG, name, "values must be smaller than 2 GiB", wanted);
        }
        if (wanted.maxEntries() < 0) {
            throw MapChecks.refused(Errno.E2BIG, name, "more than 2147483647 entries", wanted);
        }
        final long size = (long) elementSize(wanted) * wanted.maxEntries();
        try {
            return new ArrayMap(name, wanted, MemoryMapping.anonymous(size, Protection.READ_WRITE));
        } catch (final SystemCallException e) {
            throw MapChecks.refused(Errno.ENOMEM, name, e.getMessage(), wanted);
        }
    }

    private static int elementSize(final MapAttributes attributes) {
        return (int) Math.min(attributes.valueSize() + 7L & ~7L, Integer.MAX_VALUE & ~7);
    }

    @Override
    public long lookup(final long key) {
        final int index = index(key);
        return Integer.compareUnsigned(index, attributes.maxEntries()) < 0 ? address(index) : 0;
    }

    @Override
    public long update(final long key, final long value, final long flags) {
        if (flags < 0 || flags > MapFlags.EXIST) {
            return -Errno.EINVAL.number();
        }
        final int index = index(key);
        if (Integer.compareUnsigned(index, attributes.maxEntries()) >= 0) {
            return -Errno.E2BIG.number();
        }
        if (flags == MapFlags.NOEXIST) {
            return -Errno.EEXIST.number();
        }
        MemorySegment.copy(MemorySegment.ofAddress(value).reinterpret(attributes.valueSize()), 0,
                values.segment(), (long) index * elementSize, attributes.valueSize());
        return 0;
    }

    @Override
    public long delete(final long key) {
        return -Errno.EINVAL.number();
    }

    @Override
    public long nextKey(final long key, final long nextKey) {
        final int index = key == 0 ? -1 : index(key);
        if (index == attributes.maxEntries() - 1) {
            return -Errno.ENOENT.number();
        }
        final int next = Integer.compareUnsigned(index, attributes.maxEntries()) >= 0 ? 0 : index + 1;
        MapMemory.EVERYTHING.set(ValueLayout.JAVA_INT_UNALIGNED, nextKey, next);
        return 0;
    }

    /** Only an array of one entry has such an address, as in array_map_direct_value_addr. */
    @Override
    public long directValueAddress(final int offset) {
        if (attributes.maxEntries() != 1) {
            throw new MapException(Errno.EOPNOTSUPP,
                    "map '%s': only an array of one entry has a value address: max_entries=%d"
                            .formatted(name, attributes.maxEntries()));
        }
        if (offset < 0 || offset >= attributes.valueSize()) {
            throw new MapException(Errno.EINVAL, "map '%s': offset %d is not within the value: value_size=%d"
                    .formatted(name, offset, attributes.valueSize()));
        }
        return values.address() + offset;
    }

    private static int index(final long key) {
        return MapMemory.EVERYTHING.get(ValueLayout.JAVA_INT_UNALIGNED, key);
    }

    private long address(final int index) {
        return values.address() + (long) index * elementSize;
    }

    @Override
    public List<MemoryRegion> regions() {
        return List.of(new MemoryRegion("map " + name, values.address(), values.length(),
                (attributes.flags() & MapFlags.RDONLY_PROG) == 0));
    }

    @Override
    public MapType type() {
        return MapType.ARRAY;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int keySize() {
        return attributes.keySize();
    }

    @Override
    public int valueSize() {
        return attributes.valueSize();
    }

    @Override
    public int maxEntries() {
        return attributes.maxEntries();
    }

    @Override
    public int flags() {
        return attributes.flags();
    }

    @Override
    public void close() {
        values.close();
    }

    @Override
    public String toString() {
        return "map %s: %s".formatted(name, attributes);
    }
}
