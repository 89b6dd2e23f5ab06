package io.bpfarena.runtime.map;

import io.bpfarena.linux.Errno;

/**
 * A hash, LRU or not, of whose values each CPU has its own (kernel/bpf/hashtab.c, htab_percpu_map_ops and
 * htab_lru_percpu_map_ops). Programs read and write the value of the CPU they run on, in place; a new entry is zero for
 * the other CPUs. User space reads and writes those of all CPUs at once.
 */
final class PerCpuHashMap extends ChainedMap {
    private PerCpuHashMap(
            final MapType type, final String name, final MapAttributes attributes, final HashTable table,
            final ElementSource source) {
        super(type, name, attributes, table, source);
    }

    /** Checks as htab_map_alloc_check does, and makes the map. */
    static PerCpuHashMap create(
            final MapType type, final String name, final MapAttributes wanted, final int cpus,
            final MapMemoryBudget budget) {
        HashChecks.check(type, name, wanted);
        try {
            if (type == MapType.PERCPU_HASH) {
                final HashTable table = HashTable.create(wanted, 0, cpus, budget);
                return new PerCpuHashMap(type, name, wanted, table,
                        new FreeElements(table.elements(), 1, table.elements().capacity()));
            }
            final int parts = LruElements.parts(wanted, cpus);
            final MapAttributes rounded = wanted.withMaxEntries(LruElements.entries(wanted, parts));
            final HashTable table = HashTable.create(rounded, 0, cpus, budget);
            return new PerCpuHashMap(type, name, rounded, table, LruElements.create(table, parts, budget));
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
        final int element = table().find(key);
        if (element == HashElements.NONE || !values().hasCpu(cpu)) {
            return 0;
        }
        source().used(element);
        return values().address(element, cpu);
    }

    @Override
    public long update(final long key, final long value, final long flags) {
        return update(key, value, flags, 0);
    }

    @Override
    public long update(final long key, final long value, final long flags, final int cpu) {
        return values().hasCpu(cpu)
                ? put(key, flags, cpu, (element, anew) -> values().write(element, cpu, value, anew))
                : -Errno.EINVAL.number();
    }

    @Override
    long userUpdate(final long key, final long value, final long flags) {
        return put(key, flags, 0, (element, anew) -> values().copyAllFrom(element, value));
    }

    /** Writes the value of an element. */
    @FunctionalInterface
    private interface Writer {
        void write(int element, boolean anew);
    }

    private long put(final long key, final long flags, final int cpu, final Writer writer) {
        if (flags < 0 || flags > MapFlags.EXIST) {
            return -Errno.EINVAL.number();
        }
        final int hash = table().hash(key);
        int element = HashElements.NONE;
        try {
            while (true) {
                final long stamp = table().lock(hash);
                try {
                    final int old = table().elements().find(hash, key);
                    final long refused = HashTable.check(flags, old != HashElements.NONE);
                    if (refused != 0) {
                        return refused;
                    }
                    if (old != HashElements.NONE) {
                        writer.write(old, false);
                        source().used(old);
                        return 0;
                    }
                    if (element != HashElements.NONE) {
                        table().elements().fill(element, hash, key);
                        writer.write(element, true);
                        table().elements().link(element);
                        element = HashElements.NONE;
                        return 0;
                    }
                } finally {
                    table().unlock(hash, stamp);
                }
                element = source().take(cpu);
                if (element == HashElements.NONE) {
                    return -source().exhausted().number();
                }
            }
        } finally {
            if (element != HashElements.NONE) {
                source().give(element);
            }
        }
    }

    @Override
    long valueOf(final int element, final int cpu) {
        return values().address(element, cpu);
    }

    @Override
    long userValueSize() {
        return values().userValueSize();
    }

    @Override
    void copyToUser(final int element, final long destination) {
        values().copyAllTo(element, destination);
    }
}
