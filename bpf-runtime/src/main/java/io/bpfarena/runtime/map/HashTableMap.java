package io.bpfarena.runtime.map;

import io.bpfarena.linux.Errno;
import io.bpfarena.linux.SystemCallException;
import io.bpfarena.runtime.memory.MemoryRegion;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.StampedLock;

/**
 * A hash table (kernel/bpf/hashtab.c): chains of elements, as many buckets as entries, locks for stripes of buckets.
 *
 * <p>As in the kernel an update never changes a value in place: it links a new element and takes the old one out, so
 * that who finds a value finds it whole. A pointer to a value stays good until its entry is deleted or replaced; after
 * that the memory is still there, but may already be another entry's. Lookups take no lock: they walk the chain and
 * then ask the stripe's {@link StampedLock} whether somebody wrote meanwhile.
 */
final class HashTableMap implements BpfMap {
    private static final int ALLOWED_FLAGS =
            MapFlags.NO_PREALLOC | MapFlags.NUMA_NODE | MapFlags.ZERO_SEED | MapFlags.ACCESS;
    /** KMALLOC_MAX_SIZE less struct htab_elem: key and value together must be smaller. */
    private static final long MAX_ELEMENT_SIZE = (4L << 20) - 48;
    /** Elements are counted in an int, and there are {@link #STRIPES} more than entries. */
    private static final int MAX_ENTRIES = 1 << 30;
    /** Locks: some more than a machine has cores. */
    private static final int STRIPES = 64;
    private static final int OPTIMISTIC_TRIES = 4;

    private final String name;
    private final MapAttributes attributes;
    private final HashElements elements;
    private final long seed;
    private final StampedLock[] stripes = new StampedLock[STRIPES];
    private final AtomicInteger count = new AtomicInteger();

    private HashTableMap(final String name, final MapAttributes attributes) {
        this.name = name;
        this.attributes = attributes;
        this.elements = new HashElements(
                attributes.maxEntries(), STRIPES, attributes.keySize(), attributes.valueSize());
        this.seed = (attributes.flags() & MapFlags.ZERO_SEED) != 0 ? 0 : ThreadLocalRandom.current().nextLong();
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new StampedLock();
        }
    }

    /** Checks as htab_map_alloc_check does, and makes the map. */
    static HashTableMap create(final String name, final MapAttributes wanted) {
        MapChecks.flags(name, wanted, ALLOWED_FLAGS);
        if (wanted.maxEntries() == 0 || wanted.keySize() == 0 || wanted.valueSize() == 0) {
            throw MapChecks.refused(Errno.EINVAL, name, "entries, key_size and value_size must not be 0", wanted);
        }
        if (Integer.toUnsignedLong(wanted.keySize()) + Integer.toUnsignedLong(wanted.valueSize())
                >= MAX_ELEMENT_SIZE) {
            throw MapChecks.refused(Errno.E2BIG, name,
                    "key and value must together be smaller than " + MAX_ELEMENT_SIZE, wanted);
        }
        if (Integer.compareUnsigned(wanted.maxEntries(), MAX_ENTRIES) > 0) {
            throw MapChecks.refused(Errno.E2BIG, name, "at most " + MAX_ENTRIES + " entries", wanted);
        }
        try {
            return new HashTableMap(name, wanted);
        } catch (final SystemCallException e) {
            throw MapChecks.refused(Errno.ENOMEM, name, e.getMessage(), wanted);
        }
    }

    @Override
    public long lookup(final long key) {
        final int hash = elements.hash(key, seed);
        final StampedLock stripe = stripe(hash);
        for (int i = 0; i < OPTIMISTIC_TRIES; i++) {
            final long stamp = stripe.tryOptimisticRead();
            if (stamp != 0) {
                final int element = elements.find(hash, key);
                if (stripe.validate(stamp)) {
                    return address(element);
                }
            }
        }
        final long stamp = stripe.readLock();
        try {
            return address(elements.find(hash, key));
        } finally {
            stripe.unlockRead(stamp);
        }
    }

    private long address(final int element) {
        return element == HashElements.NONE ? 0 : elements.valueAddress(element);
    }

    @Override
    public long update(final long key, final long value, final long flags) {
        if (flags < 0 || flags > MapFlags.EXIST) {
            return -Errno.EINVAL.number();
        }
        final int hash = elements.hash(key, seed);
        final StampedLock stripe = stripe(hash);
        final long stamp = stripe.writeLock();
        try {
            final int old = elements.find(hash, key);
            if (old != HashElements.NONE && flags == MapFlags.NOEXIST) {
                return -Errno.EEXIST.number();
            }
            if (old == HashElements.NONE) {
                if (flags == MapFlags.EXIST) {
                    return -Errno.ENOENT.number();
                }
                if (!countOneMore()) {
                    return -Errno.E2BIG.number();
                }
            }
            elements.add(hash, key, value);
            if (old != HashElements.NONE) {
                elements.remove(hash, old);
            }
            return 0;
        } finally {
            stripe.unlockWrite(stamp);
        }
    }

    private boolean countOneMore() {
        if (count.incrementAndGet() > attributes.maxEntries()) {
            count.decrementAndGet();
            return false;
        }
        return true;
    }

    @Override
    public long delete(final long key) {
        final int hash = elements.hash(key, seed);
        final StampedLock stripe = stripe(hash);
        final long stamp = stripe.writeLock();
        try {
            final int element = elements.find(hash, key);
            if (element == HashElements.NONE) {
                return -Errno.ENOENT.number();
            }
            elements.remove(hash, element);
            count.decrementAndGet();
            return 0;
        } finally {
            stripe.unlockWrite(stamp);
        }
    }

    @Override
    public long nextKey(final long key, final long nextKey) {
        int bucket = 0;
        if (key != 0) {
            final int hash = elements.hash(key, seed);
            final StampedLock stripe = stripe(hash);
            final long stamp = stripe.readLock();
            try {
                final int element = elements.find(hash, key);
                if (element != HashElements.NONE) {
                    bucket = elements.bucket(hash) + 1;
                    final int next = elements.next(element);
                    if (next != HashElements.NONE) {
                        elements.copyKey(next, nextKey);
                        return 0;
                    }
                }
            } finally {
                stripe.unlockRead(stamp);
            }
        }
        return firstKeyFrom(bucket, nextKey);
    }

    private long firstKeyFrom(final int start, final long nextKey) {
        for (int bucket = start; bucket < elements.buckets(); bucket++) {
            if (elements.head(bucket) != HashElements.NONE) {
                final StampedLock stripe = stripe(bucket);
                final long stamp = stripe.readLock();
                try {
                    final int element = elements.head(bucket);
                    if (element != HashElements.NONE) {
                        elements.copyKey(element, nextKey);
                        return 0;
                    }
                } finally {
                    stripe.unlockRead(stamp);
                }
            }
        }
        return -Errno.ENOENT.number();
    }

    /** All elements of a bucket belong to one stripe, since both are the low bits of the hash. */
    private StampedLock stripe(final int hash) {
        return stripes[elements.bucket(hash) % STRIPES];
    }

    @Override
    public long directValueAddress(final int offset) {
        throw new MapException(Errno.EOPNOTSUPP, "map '%s': a hash has no value address".formatted(name));
    }

    @Override
    public List<MemoryRegion> regions() {
        return List.of(elements.valueRegion("map " + name, (attributes.flags() & MapFlags.RDONLY_PROG) == 0));
    }

    @Override
    public MapType type() {
        return MapType.HASH;
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
        elements.close();
    }

    @Override
    public String toString() {
        return "map %s: %s".formatted(name, attributes);
    }
}
