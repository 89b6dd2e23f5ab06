package io.bpfarena.runtime.map;

import io.bpfarena.runtime.memory.NativeMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * The chains of a hash table: buckets, links and keys, each a mapping of its own that takes memory on first touch. A
 * program can reach none of them, so that nothing it writes can lead a walk of a chain astray; values are elsewhere.
 *
 * <pre>
 *   buckets   u32 each: the first element of the chain
 *   links     u32 hash, u32 next element of the chain, or of a list of free ones
 *   keys      rounded up to 8 bytes
 * </pre>
 *
 * Elements are numbered from 1; 0 is none.
 */
final class HashElements {
    /** No element. */
    static final int NONE = 0;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final int LINK_SIZE = 8;
    private static final int NEXT = 4;

    private final int capacity;
    private final int buckets;
    private final int keySize;
    private final long keyStride;
    private final List<MapMapping> mappings = new ArrayList<>();
    private final MemorySegment heads;
    private final MemorySegment links;
    private final MemorySegment keys;

    /** Makes chains for a number of entries; there are more elements than that if some are to spare. */
    HashElements(final int entries, final int spare, final int keySize, final MapMemoryBudget budget) {
        this.capacity = entries + spare;
        this.buckets = roundUpToPowerOfTwo(entries);
        this.keySize = keySize;
        this.keyStride = MapMemory.roundUp(keySize);
        try {
            this.heads = map((long) buckets * Integer.BYTES, budget);
            this.links = map((capacity + 1L) * LINK_SIZE, budget);
            this.keys = map((capacity + 1L) * keyStride, budget);
        } catch (final MapMemoryException e) {
            close();
            throw e;
        }
    }

    private MemorySegment map(final long size, final MapMemoryBudget budget) {
        final MapMapping mapping = MapMapping.of(size, budget);
        mappings.add(mapping);
        return mapping.segment();
    }

    private static int roundUpToPowerOfTwo(final int value) {
        return value <= 1 ? 1 : Integer.highestOneBit(value - 1) << 1;
    }

    /** How many elements there are, spare ones included. */
    int capacity() {
        return capacity;
    }

    int keySize() {
        return keySize;
    }

    int buckets() {
        return buckets;
    }

    int bucket(final int hash) {
        return hash & buckets - 1;
    }

    int head(final int bucket) {
        return heads.getAtIndex(INT, bucket);
    }

    int next(final int element) {
        return links.get(INT, (long) element * LINK_SIZE + NEXT);
    }

    void setNext(final int element, final int next) {
        links.set(INT, (long) element * LINK_SIZE + NEXT, next);
    }

    /** The hash of an element's key; of one that is not linked it may change at any time. */
    int hashOf(final int element) {
        return links.get(INT, (long) element * LINK_SIZE);
    }

    void copyKey(final int element, final long destination) {
        NativeMemory.copy(keys.address() + element * keyStride, destination, keySize);
    }

    /**
     * Finds an element. Without the lock the answer may be wrong and must be validated, but the walk ends: elements
     * are always numbers within the table, and it takes no more steps than there are elements.
     */
    int find(final int hash, final long key) {
        int element = head(bucket(hash));
        for (int steps = 0; element != NONE && steps < capacity; steps++) {
            if (hashOf(element) == hash && keyEquals(element, key)) {
                return element;
            }
            element = next(element);
        }
        return NONE;
    }

    /** Whether an element is in a bucket's chain, under its lock. */
    boolean isLinked(final int bucket, final int element) {
        int linked = head(bucket);
        while (linked != NONE && linked != element) {
            linked = next(linked);
        }
        return linked == element;
    }

    private boolean keyEquals(final int element, final long key) {
        final long start = element * keyStride;
        return MemorySegment.mismatch(keys, start, start + keySize, MapMemory.EVERYTHING, key, key + keySize) < 0;
    }

    /** Gives an element its key. It is in no chain. */
    void fill(final int element, final int hash, final long key) {
        links.set(INT, (long) element * LINK_SIZE, hash);
        NativeMemory.copy(key, keys.address() + element * keyStride, keySize);
    }

    /** Puts a filled element at the head of its chain, under the bucket's lock. */
    void link(final int element) {
        final int bucket = bucket(hashOf(element));
        setNext(element, head(bucket));
        heads.setAtIndex(INT, bucket, element);
    }

    /** Takes an element out of its chain, under the bucket's lock. */
    void unlink(final int element) {
        final int bucket = bucket(hashOf(element));
        if (head(bucket) == element) {
            heads.setAtIndex(INT, bucket, next(element));
        } else {
            int before = head(bucket);
            while (next(before) != element) {
                before = next(before);
            }
            setNext(before, next(element));
        }
    }

    /** Eight bytes at a time, mixed as by Stafford's variant 13 of the MurmurHash3 finaliser. */
    int hash(final long key, final long seed) {
        long hash = seed ^ keySize;
        int at = 0;
        for (; at + Long.BYTES <= keySize; at += Long.BYTES) {
            hash = mix(hash ^ NativeMemory.getLong(key + at));
        }
        long tail = 0;
        for (; at < keySize; at++) {
            tail = tail << Byte.SIZE | NativeMemory.getByte(key + at) & 0xFF;
        }
        return (int) mix(hash ^ tail);
    }

    private static long mix(final long value) {
        long mixed = value + 0x9E37_79B9_7F4A_7C15L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D0_49BB_1331_11EBL;
        return mixed ^ mixed >>> 31;
    }

    void close() {
        mappings.forEach(MapMapping::close);
    }
}
