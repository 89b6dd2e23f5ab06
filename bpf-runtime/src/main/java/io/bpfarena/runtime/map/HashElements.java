package io.bpfarena.runtime.map;

import io.bpfarena.linux.MemoryMapping;
import io.bpfarena.linux.Protection;
import io.bpfarena.linux.SystemCallException;
import io.bpfarena.runtime.memory.MemoryRegion;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * The memory of a hash table: buckets, links, keys and values, each a mapping of its own that takes memory on first
 * touch. A program can reach the values alone, so that nothing it writes can lead a walk of a chain astray.
 *
 * <pre>
 *   buckets   u32 each: the first element of the chain
 *   links     u32 hash, u32 next element of the chain, or of the free list
 *   keys      rounded up to 8 bytes
 *   values    rounded up to 8 bytes
 * </pre>
 *
 * Elements are numbered from 1; 0 is none. There are some more than the map has entries, since an update needs the new
 * element before it lets go of the old one. The free list has its own lock; all else is used under the bucket's.
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
    private final int valueSize;
    private final long keyStride;
    private final long valueStride;
    private final List<MemoryMapping> mappings = new ArrayList<>();
    private final MemorySegment heads;
    private final MemorySegment links;
    private final MemorySegment keys;
    private final MemorySegment values;

    private int freeHead;
    private int fresh = 1;

    HashElements(final int entries, final int spare, final int keySize, final int valueSize) {
        this.capacity = entries + spare;
        this.buckets = roundUpToPowerOfTwo(entries);
        this.keySize = keySize;
        this.valueSize = valueSize;
        this.keyStride = keySize + 7L & ~7L;
        this.valueStride = valueSize + 7L & ~7L;
        try {
            this.heads = map((long) buckets * Integer.BYTES);
            this.links = map((capacity + 1L) * LINK_SIZE);
            this.keys = map((capacity + 1L) * keyStride);
            this.values = map((capacity + 1L) * valueStride);
        } catch (final SystemCallException e) {
            close();
            throw e;
        }
    }

    private MemorySegment map(final long size) {
        final MemoryMapping mapping = MemoryMapping.anonymous(size, Protection.READ_WRITE);
        mappings.add(mapping);
        return mapping.segment();
    }

    private static int roundUpToPowerOfTwo(final int value) {
        return value <= 1 ? 1 : Integer.highestOneBit(value - 1) << 1;
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

    long valueAddress(final int element) {
        return values.address() + element * valueStride;
    }

    MemoryRegion valueRegion(final String name, final boolean writable) {
        return new MemoryRegion(name, values.address() + valueStride, capacity * valueStride, writable);
    }

    void copyKey(final int element, final long destination) {
        MemorySegment.copy(keys, element * keyStride, MapMemory.EVERYTHING, destination, keySize);
    }

    /**
     * Finds an element. Without the lock the answer may be wrong and must be validated, but the walk ends: elements
     * are always numbers within the table, and it takes no more steps than there are elements.
     */
    int find(final int hash, final long key) {
        int element = head(bucket(hash));
        for (int steps = 0; element != NONE && steps < capacity; steps++) {
            if (links.get(INT, (long) element * LINK_SIZE) == hash && keyEquals(element, key)) {
                return element;
            }
            element = next(element);
        }
        return NONE;
    }

    private boolean keyEquals(final int element, final long key) {
        final long start = element * keyStride;
        return MemorySegment.mismatch(keys, start, start + keySize, MapMemory.EVERYTHING, key, key + keySize) < 0;
    }

    /** Puts a new element at the head of its chain, under the bucket's lock. */
    void add(final int hash, final long key, final long value) {
        final int element = take();
        MemorySegment.copy(MapMemory.EVERYTHING, key, keys, element * keyStride, keySize);
        MemorySegment.copy(MapMemory.EVERYTHING, value, values, element * valueStride, valueSize);
        links.set(INT, (long) element * LINK_SIZE, hash);
        setNext(element, head(bucket(hash)));
        heads.setAtIndex(INT, bucket(hash), element);
    }

    /** Takes an element out of its chain, under the bucket's lock. */
    void remove(final int hash, final int element) {
        final int bucket = bucket(hash);
        if (head(bucket) == element) {
            heads.setAtIndex(INT, bucket, next(element));
        } else {
            int before = head(bucket);
            while (next(before) != element) {
                before = next(before);
            }
            setNext(before, next(element));
        }
        give(element);
    }

    private void setNext(final int element, final int next) {
        links.set(INT, (long) element * LINK_SIZE + NEXT, next);
    }

    private synchronized int take() {
        if (freeHead != NONE) {
            final int element = freeHead;
            freeHead = next(element);
            return element;
        }
        return fresh++;
    }

    private synchronized void give(final int element) {
        setNext(element, freeHead);
        freeHead = element;
    }

    /** Eight bytes at a time, mixed as by Stafford's variant 13 of the MurmurHash3 finaliser. */
    int hash(final long key, final long seed) {
        long hash = seed ^ keySize;
        int at = 0;
        for (; at + Long.BYTES <= keySize; at += Long.BYTES) {
            hash = mix(hash ^ MapMemory.EVERYTHING.get(ValueLayout.JAVA_LONG_UNALIGNED, key + at));
        }
        long tail = 0;
        for (; at < keySize; at++) {
            tail = tail << Byte.SIZE | MapMemory.EVERYTHING.get(ValueLayout.JAVA_BYTE, key + at) & 0xFF;
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
        mappings.forEach(MemoryMapping::close);
    }
}
