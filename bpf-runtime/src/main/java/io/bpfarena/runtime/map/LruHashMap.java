package io.bpfarena.runtime.map;

import io.bpfarena.linux.Errno;

/**
 * An LRU hash (kernel/bpf/hashtab.c, htab_lru_map_ops): an update that finds the table full takes an entry out that was
 * not of use lately. Lookups by programs are uses, those from user space are not. As in the kernel a replacement too
 * takes an element before it gives one back, and so may evict an entry of a full table.
 */
final class LruHashMap extends ChainedMap {
    private LruHashMap(
            final String name, final MapAttributes attributes, final HashTable table, final LruElements elements) {
        super(MapType.LRU_HASH, name, attributes, table, elements);
    }

    /** Checks as htab_map_alloc_check does, and makes the map. */
    static LruHashMap create(
            final String name, final MapAttributes wanted, final int cpus, final MapMemoryBudget budget) {
        HashChecks.check(MapType.LRU_HASH, name, wanted);
        final int parts = LruElements.parts(wanted, cpus);
        final MapAttributes rounded = wanted.withMaxEntries(LruElements.entries(wanted, parts));
        try {
            final HashTable table = HashTable.create(rounded, 0, 1, budget);
            return new LruHashMap(name, rounded, table, LruElements.create(table, parts, budget));
        } catch (final MapMemoryException e) {
            throw MapChecks.refused(Errno.ENOMEM, name, e.getMessage(), wanted);
        }
    }

    @Override
    public long lookup(final long key) {
        final int element = table().find(key);
        if (element == HashElements.NONE) {
            return 0;
        }
        source().used(element);
        return values().address(element);
    }

    @Override
    public long update(final long key, final long value, final long flags) {
        return update(key, value, flags, 0);
    }

    @Override
    public long update(final long key, final long value, final long flags, final int cpu) {
        if (flags < 0 || flags > MapFlags.EXIST) {
            return -Errno.EINVAL.number();
        }
        final long early = HashTable.check(flags, table().find(key) != HashElements.NONE);
        if (early != 0) {
            return early;
        }
        final int element = source().take(cpu);
        if (element == HashElements.NONE) {
            return -source().exhausted().number();
        }
        final int hash = table().hash(key);
        fill(element, hash, key, value);
        return replace(key, hash, element, flags);
    }

    private long replace(final long key, final int hash, final int element, final long flags) {
        final HashElements elements = table().elements();
        int unused = element;
        final long stamp = table().lock(hash);
        try {
            final int old = elements.find(hash, key);
            final long refused = HashTable.check(flags, old != HashElements.NONE);
            if (refused != 0) {
                return refused;
            }
            elements.link(element);
            unused = old;
            if (old != HashElements.NONE) {
                elements.unlink(old);
                source().used(element);
            }
            return 0;
        } finally {
            table().unlock(hash, stamp);
            if (unused != HashElements.NONE) {
                giveBack(unused);
            }
        }
    }
}
