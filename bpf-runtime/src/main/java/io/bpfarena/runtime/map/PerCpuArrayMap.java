package io.bpfarena.runtime.map;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.memory.MemoryRegion;
import java.util.List;

/**
 * An array of which each CPU has its own (kernel/bpf/arraymap.c, percpu_array_map_ops). Programs read and write the
 * values of the CPU they run on; user space those of all CPUs at once. Two runs on the same CPU number at the same time
 * share a value, and have to do so by atomic instructions.
 */
final class PerCpuArrayMap extends IndexedMap {
    private final ValueMemory values;

    private PerCpuArrayMap(final String name, final MapAttributes attributes, final ValueMemory values) {
        super(MapType.PERCPU_ARRAY, name, attributes);
        this.values = values;
    }

    /** Checks as array_map_alloc_check does, and makes the map. */
    static PerCpuArrayMap create(
            final String name, final MapAttributes wanted, final int cpus, final MapMemoryBudget budget) {
        check(name, wanted, MapFlags.ACCESS);
        MapChecks.perCpuValue(name, wanted);
        try {
            return new PerCpuArrayMap(name, wanted,
                    new ValueMemory(cpus, 0, wanted.maxEntries(), wanted.valueSize(), budget));
        } catch (final MapMemoryException e) {
            throw MapChecks.refused(Errno.ENOMEM, name, e.getMessage(), wanted);
        }
    }

    @Override
    public long lookup(final long key) {
        return lookup(key, 0);
    }

    @Override
    public long lookup(final long key, final int cpu) {
        final int index = index(key);
        return contains(index) && values.hasCpu(cpu) ? values.address(index, cpu) : 0;
    }

    @Override
    public long update(final long key, final long value, final long flags) {
        return update(key, value, flags, 0);
    }

    @Override
    public long update(final long key, final long value, final long flags, final int cpu) {
        final int index = index(key);
        final long refused = values.hasCpu(cpu) ? checkUpdate(index, flags) : -Errno.EINVAL.number();
        if (refused == 0) {
            values.write(index, cpu, value, false);
        }
        return refused;
    }

    @Override
    public long forEach(final int cpu, final ElementVisitor visitor) {
        return visitElements(cpu, visitor);
    }

    @Override
    long userValueSize() {
        return values.userValueSize();
    }

    @Override
    long userLookup(final long key, final long destination) {
        final int index = index(key);
        if (!contains(index)) {
            return -Errno.ENOENT.number();
        }
        values.copyAllTo(index, destination);
        return 0;
    }

    @Override
    long userUpdate(final long key, final long value, final long flags) {
        final int index = index(key);
        final long refused = checkUpdate(index, flags);
        if (refused == 0) {
            values.copyAllFrom(index, value);
        }
        return refused;
    }

    @Override
    public List<MemoryRegion> regions() {
        return List.of(values.region("map " + name(), isWritableByPrograms()));
    }

    @Override
    void free() {
        values.close();
    }
}
