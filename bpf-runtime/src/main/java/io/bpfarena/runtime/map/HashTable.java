package io.bpfarena.runtime.map;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.memory.NativeMemory;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.StampedLock;
import java.util.function.IntPredicate;

/**
 * A hash table (kernel/bpf/hashtab.c): chains of elements, as many buckets as entries, locks for stripes of buckets,
 * and a value for each element. All elements of a bucket belong to one stripe, since both are the low bits of the hash.
 *
 * <p>Finding takes no lock: it walks the chain and then asks the stripe's {@link StampedLock} whether somebody wrote
 * meanwhile. Whoever changes a chain holds the stripe's lock:
 *
 * <pre>{@code
 * long stamp = table.lock(hash);
 * try {
 *     int old = elements.find(hash, key);
 *     elements.link(element);
 * } finally {
 *     table.unlock(hash, stamp);
 * }
 * }</pre>
 */
final class HashTable {
    /** Locks: some more than a machine has cores. So many updates of a table can be under way at once. */
    static final int STRIPES = 64;

    private static final int OPTIMISTIC_TRIES = 4;

    private final HashElements elements;
    private final ValueMemory values;
    private final long seed;
    private final StampedLock[] stripes = new StampedLock[STRIPES];

    private HashTable(final HashElements elements, final ValueMemory values, final boolean zeroSeed) {
        this.elements = elements;
        this.values = values;
        this.seed = zeroSeed ? 0 : ThreadLocalRandom.current().nextLong();
        Arrays.setAll(stripes, i -> new StampedLock());
    }

    /**
     * Takes the memory for a table.
     *
     * @param wanted checked already.
     * @param spare  elements more than entries.
     * @param cpus   that have a value of their own, or 1.
     * @param budget from which the memory is taken.
     * @throws MapMemoryException if there is no such memory.
     */
    static HashTable create(
            final MapAttributes wanted, final int spare, final int cpus, final MapMemoryBudget budget) {
        final HashElements elements = new HashElements(wanted.maxEntries(), spare, wanted.keySize(), budget);
        try {
            return new HashTable(elements, new ValueMemory(cpus, 1, elements.capacity(), wanted.valueSize(), budget),
                    (wanted.flags() & MapFlags.ZERO_SEED) != 0);
        } catch (final MapMemoryException e) {
            elements.close();
            throw e;
        }
    }

    HashElements elements() {
        return elements;
    }

    ValueMemory values() {
        return values;
    }

    int hash(final long key) {
        return elements.hash(key, seed);
    }

    long lock(final int hash) {
        return stripe(hash).writeLock();
    }

    void unlock(final int hash, final long stamp) {
        stripe(hash).unlockWrite(stamp);
    }

    private StampedLock stripe(final int hash) {
        return stripes[elements.bucket(hash) % STRIPES];
    }

    /** Finds an element that was in the table at some time during the call. */
    int find(final long key) {
        final int hash = hash(key);
        final StampedLock stripe = stripe(hash);
        for (int i = 0; i < OPTIMISTIC_TRIES; i++) {
            final long stamp = stripe.tryOptimisticRead();
            if (stamp != 0) {
                final int element = elements.find(hash, key);
                if (stripe.validate(stamp)) {
                    return element;
                }
            }
        }
        final long stamp = stripe.readLock();
        try {
            return elements.find(hash, key);
        } finally {
            stripe.unlockRead(stamp);
        }
    }

    /** The first four bytes of a value, as they were while it was the key's; 0 if there is none. */
    int findInt(final long key) {
        final int hash = hash(key);
        final StampedLock stripe = stripe(hash);
        for (int i = 0; i < OPTIMISTIC_TRIES; i++) {
            final long stamp = stripe.tryOptimisticRead();
            if (stamp != 0) {
                final int found = intOf(elements.find(hash, key));
                if (stripe.validate(stamp)) {
                    return found;
                }
            }
        }
        final long stamp = stripe.readLock();
        try {
            return intOf(elements.find(hash, key));
        } finally {
            stripe.unlockRead(stamp);
        }
    }

    private int intOf(final int element) {
        return element == HashElements.NONE ? 0 : NativeMemory.getInt(values.address(element));
    }

    /** Does something with an element while nobody can take it out. */
    @FunctionalInterface
    interface ElementAction {
        void accept(int element);
    }

    /** Finds an element and lets an action see it before it can go; false if there is none. */
    boolean with(final long key, final ElementAction action) {
        final int hash = hash(key);
        final StampedLock stripe = stripe(hash);
        final long stamp = stripe.readLock();
        try {
            final int element = elements.find(hash, key);
            if (element != HashElements.NONE) {
                action.accept(element);
            }
            return element != HashElements.NONE;
        } finally {
            stripe.unlockRead(stamp);
        }
    }

    /** Takes the element of a key out if a last look at it says so; NONE if there is none or it stays. */
    int remove(final long key, final IntPredicate lastLook) {
        final int hash = hash(key);
        final long stamp = lock(hash);
        try {
            final int element = elements.find(hash, key);
            if (element == HashElements.NONE || !lastLook.test(element)) {
                return HashElements.NONE;
            }
            elements.unlink(element);
            return element;
        } finally {
            unlock(hash, stamp);
        }
    }

    /** Takes an element out, whatever its key; false if it is in no chain just now. */
    boolean evict(final int element) {
        final int hash = elements.hashOf(element);
        final long stamp = lock(hash);
        try {
            final boolean linked = elements.hashOf(element) == hash
                    && elements.isLinked(elements.bucket(hash), element);
            if (linked) {
                elements.unlink(element);
            }
            return linked;
        } finally {
            unlock(hash, stamp);
        }
    }

    /** What flags of an update say to an element that is there or not (check_flags); 0 to go on. */
    static long check(final long flags, final boolean exists) {
        if (exists && flags == MapFlags.NOEXIST) {
            return -Errno.EEXIST.number();
        }
        return !exists && flags == MapFlags.EXIST ? -Errno.ENOENT.number() : 0;
    }

    long nextKey(final long key, final long nextKey) {
        int bucket = 0;
        if (key != 0) {
            final int hash = hash(key);
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

    /** Is shown elements with the native address of a copy of the key; false to stop. */
    @FunctionalInterface
    interface Walker {
        boolean step(long key, int element);
    }

    /**
     * Goes through the elements, bucket by bucket, without a lock while the walker looks at one: it may change the
     * table. Elements that stay are seen once; those that come or go meanwhile may be seen or not.
     *
     * @return how many were seen.
     */
    long walk(final Walker walker) {
        return walk(0, walker);
    }

    /** The bucket of a key, whether it is there or not. */
    int bucketOf(final long key) {
        return elements.bucket(hash(key));
    }

    /** The same from a bucket on. */
    long walk(final int start, final Walker walker) {
        long seen = 0;
        int[] chain = new int[8];
        try (Arena scope = Arena.ofConfined()) {
            final long key = scope.allocate(elements.keySize(), Long.BYTES).address();
            for (int bucket = start; bucket < elements.buckets(); bucket++) {
                if (elements.head(bucket) == HashElements.NONE) {
                    continue;
                }
                chain = chainOf(bucket, chain);
                for (int i = 0; i < chain.length && chain[i] != HashElements.NONE; i++) {
                    if (copyKeyIfLinked(bucket, chain[i], key)) {
                        seen++;
                        if (!walker.step(key, chain[i])) {
                            return seen;
                        }
                    }
                }
            }
        }
        return seen;
    }

    /** The elements of a bucket, ended by NONE unless the array is full. */
    private int[] chainOf(final int bucket, final int[] space) {
        int[] chain = space;
        int length = 0;
        final StampedLock stripe = stripe(bucket);
        final long stamp = stripe.readLock();
        try {
            for (int element = elements.head(bucket); element != HashElements.NONE; element = elements.next(element)) {
                chain = length == chain.length ? Arrays.copyOf(chain, 2 * length) : chain;
                chain[length++] = element;
            }
        } finally {
            stripe.unlockRead(stamp);
        }
        if (length < chain.length) {
            chain[length] = HashElements.NONE;
        }
        return chain;
    }

    private boolean copyKeyIfLinked(final int bucket, final int element, final long destination) {
        final StampedLock stripe = stripe(bucket);
        final long stamp = stripe.readLock();
        try {
            final boolean linked = elements.isLinked(bucket, element);
            if (linked) {
                elements.copyKey(element, destination);
            }
            return linked;
        } finally {
            stripe.unlockRead(stamp);
        }
    }

    void close() {
        elements.close();
        values.close();
    }
}
