package io.bpfarena.runtime.map;

import io.bpfarena.linux.Errno;
import io.bpfarena.linux.MemoryMapping;
import io.bpfarena.linux.Protection;
import io.bpfarena.linux.SystemCallException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * The elements of an LRU hash: when none is free, one that was not of use lately is taken out of the table.
 *
 * <p>As in the kernel (kernel/bpf/bpf_lru_list.c) a use only sets the element's reference bit, and who needs an element
 * looks for one without: a hand goes round, clears the bits that it meets and takes the first element that has none.
 * An element in use between two rounds of the hand so survives, whatever comes in meanwhile. Unlike the kernel, which
 * keeps batches of free elements for each CPU, the table is filled to the last entry before one is evicted.
 *
 * <p>With BPF_F_NO_COMMON_LRU each CPU has a part of the elements, with a hand of its own, and never touches another's.
 *
 * <p>The lock of a part is taken before that of a stripe, never the other way round.
 */
final class LruElements implements ElementSource {
    /** How often the hand goes round before an update is told that there is no room: all may be on their way in. */
    private static final int ROUNDS = 8;

    private final HashTable table;
    private final int partSize;
    private final Part[] parts;
    private final MemoryMapping references;
    private final MemorySegment referenced;

    private LruElements(final HashTable table, final int partCount) {
        final HashElements elements = table.elements();
        this.table = table;
        this.partSize = elements.capacity() / partCount;
        this.references = MemoryMapping.anonymous(elements.capacity() + 1L, Protection.READ_WRITE);
        this.referenced = references.segment();
        this.parts = new Part[partCount];
        Arrays.setAll(parts, i -> new Part(elements, 1 + i * partSize));
    }

    /** In how many parts the elements of a map are. */
    static int parts(final MapAttributes wanted, final int cpus) {
        return (wanted.flags() & MapFlags.NO_COMMON_LRU) != 0 ? cpus : 1;
    }

    /** How many entries a map really gets: parts are equal, and none is empty (htab_map_alloc). */
    static int entries(final MapAttributes wanted, final int parts) {
        return Math.ceilDiv(wanted.maxEntries(), parts) * parts;
    }

    /** Makes all elements of a table free; closes the table if that fails. */
    static LruElements create(final HashTable table, final int partCount) {
        try {
            return new LruElements(table, partCount);
        } catch (final SystemCallException e) {
            table.close();
            throw e;
        }
    }

    @Override
    public int take(final int cpu) {
        final Part part = parts[parts.length == 1 ? 0 : Math.floorMod(cpu, parts.length)];
        final int free = part.free.take(cpu);
        if (free != HashElements.NONE) {
            setReferenced(free, false);
            return free;
        }
        return part.evict();
    }

    @Override
    public void give(final int element) {
        parts[(element - 1) / partSize].free.give(element);
    }

    @Override
    public void used(final int element) {
        if (!isReferenced(element)) {
            setReferenced(element, true);
        }
    }

    @Override
    public Errno exhausted() {
        return Errno.ENOMEM;
    }

    private boolean isReferenced(final int element) {
        return referenced.get(ValueLayout.JAVA_BYTE, element) != 0;
    }

    private void setReferenced(final int element, final boolean value) {
        referenced.set(ValueLayout.JAVA_BYTE, element, (byte) (value ? 1 : 0));
    }

    @Override
    public void close() {
        references.close();
    }

    /** Elements with a hand of their own. */
    private final class Part {
        private final FreeElements free;
        private final int first;
        private int hand;

        private Part(final HashElements elements, final int first) {
            this.free = new FreeElements(elements, first, partSize);
            this.first = first;
        }

        private synchronized int evict() {
            for (long step = 0; step < (long) ROUNDS * partSize; step++) {
                final int element = first + hand;
                hand = hand + 1 == partSize ? 0 : hand + 1;
                if (isReferenced(element)) {
                    setReferenced(element, false);
                } else if (table.evict(element)) {
                    return element;
                }
                if (hand == 0) {
                    final int given = free.take(0);
                    if (given != HashElements.NONE) {
                        setReferenced(given, false);
                        return given;
                    }
                    Thread.onSpinWait();
                }
            }
            return HashElements.NONE;
        }
    }
}
