package io.bpfarena.runtime.map;

import io.bpfarena.linux.Errno;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A hash (kernel/bpf/hashtab.c, htab_map_ops). As in the kernel an update never changes a value in place: it links a
 * new element and takes the old one out, so that who finds a value finds it whole. A pointer to a value stays good
 * until its entry is deleted or replaced; after that the memory is still there, but may already be another entry's.
 *
 * <p>Since a replacement needs the new element before it lets go of the old one, there are some more elements than
 * entries: as many as updates can be under way.
 */
final class HashTableMap extends ChainedMap {
    private final AtomicInteger count = new AtomicInteger();

    private HashTableMap(final String name, final MapAttributes attributes, final HashTable table) {
        super(MapType.HASH, name, attributes, table,
                new FreeElements(table.elements(), 1, table.elements().capacity()));
    }

    /** Checks as htab_map_alloc_check does, and makes the map. */
    static HashTableMap create(final String name, final MapAttributes wanted, final MapMemoryBudget budget) {
        HashChecks.check(MapType.HASH, name, wanted);
        try {
            return new HashTableMap(name, wanted, HashTable.create(wanted, HashTable.STRIPES, 1, budget));
        } catch (final MapMemoryException e) {
            throw MapChecks.refused(Errno.ENOMEM, name, e.getMessage(), wanted);
        }
    }

    @Override
    public long lookup(final long key) {
        final int element = table().find(key);
        return element == HashElements.NONE ? 0 : values().address(element);
    }

    @Override
    public long update(final long key, final long value, final long flags) {
        final long existence = flags & ~MapFlags.LOCK;
        if (existence < 0 || existence > MapFlags.EXIST) {
            return -Errno.EINVAL.number();
        }
        return flags == existence ? put(key, value, existence) : updateLocked(key, value, existence);
    }

    /** In place if there is an element, under its lock; a new one nobody can have locked. */
    private long updateLocked(final long key, final long value, final long flags) {
        if (!elementFields().hasLock()) {
            return -Errno.EINVAL.number();
        }
        while (true) {
            final boolean exists = lookup(key) != 0;
            final long refused = HashTable.check(flags, exists);
            if (refused != 0) {
                return refused;
            }
            final long result = exists
                    ? copyLocked(key, element -> value, element -> values().address(element))
                    : put(key, value, MapFlags.NOEXIST);
            if (result != -(exists ? Errno.ENOENT : Errno.EEXIST).number()) {
                return result;
            }
        }
    }

    private long put(final long key, final long value, final long flags) {
        final HashElements elements = table().elements();
        final int hash = table().hash(key);
        final long stamp = table().lock(hash);
        try {
            final int old = elements.find(hash, key);
            final boolean exists = old != HashElements.NONE;
            final long refused = HashTable.check(flags, exists);
            if (refused != 0) {
                return refused;
            }
            if (!exists && !countOneMore()) {
                return -Errno.E2BIG.number();
            }
            final int element = source().take(0);
            fill(element, hash, key, value);
            elements.link(element);
            if (exists) {
                elements.unlink(old);
                giveBack(old);
            }
            return 0;
        } finally {
            table().unlock(hash, stamp);
        }
    }

    private boolean countOneMore() {
        if (count.incrementAndGet() > maxEntries()) {
            count.decrementAndGet();
            return false;
        }
        return true;
    }

    /** First the element, then the count: who is let in by the count finds an element. */
    @Override
    void recycle(final int element) {
        super.recycle(element);
        count.decrementAndGet();
    }
}
