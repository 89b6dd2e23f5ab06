package io.bpfarena.runtime.map;

import io.bpfarena.linux.Errno;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * The elements of an LRU hash: when none is free, one that was not of use lately is taken out of the table.
 *
 * <p>As in the kernel (kernel/bpf/bpf_lru_list.c) the order is not exact, so that a lookup need not take a lock. A use
 * raises the element's credit, up to three. Who needs an element sends a hand round, which takes one credit of each
 * element that it meets, and takes the first that has none. So what is used again and again survives whatever comes in
 * meanwhile, also what is used once; and what was used often, but is no longer, is gone after a few rounds. Where the
 * kernel keeps batches of free elements for each CPU, the table here is filled to the last entry before one is evicted.
 *
 * <p>With BPF_F_NO_COMMON_LRU each CPU has a part of the elements, with a hand of its own, and never touches another's.
 *
 * <p>The lock of a part is taken before that of a stripe, never the other way round.
 */
final class LruElements implements ElementSource {
    private static final byte MAX_CREDIT = 3;
    /** After so many rounds credit no longer counts: others raise it as fast as the hand takes it. */
    private static final int PATIENT_ROUNDS = MAX_CREDIT + 1;
    /** After so many rounds an update is told that there is no room: all elements are on their way in. */
    private static final int ROUNDS = 2 * PATIENT_ROUNDS;

    private final HashTable table;
    private final int partSize;
    private final Part[] parts;
    private final MapMapping mapping;
    private final MemorySegment credits;

    private LruElements(final HashTable table, final int partCount, final MapMemoryBudget budget) {
        final HashElements elements = table.elements();
        this.table = table;
        this.partSize = elements.capacity() / partCount;
        this.mapping = MapMapping.of(elements.capacity() + 1L, budget);
        this.credits = mapping.segment();
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
    static LruElements create(final HashTable table, final int partCount, final MapMemoryBudget budget) {
        try {
            return new LruElements(table, partCount, budget);
        } catch (final MapMemoryException e) {
            table.close();
            throw e;
        }
    }

    @Override
    public int take(final int cpu) {
        final Part part = parts[parts.length == 1 ? 0 : Math.floorMod(cpu, parts.length)];
        final int free = part.free.take(cpu);
        if (free != HashElements.NONE) {
            setCredit(free, 0);
            return free;
        }
        return part.evict();
    }

    @Override
    public void give(final int element) {
        parts[(element - 1) / partSize].free.give(element);
    }

    /** Two threads that raise it at once may raise it by one. */
    @Override
    public void used(final int element) {
        final int credit = credit(element);
        if (credit < MAX_CREDIT) {
            setCredit(element, credit + 1);
        }
    }

    @Override
    public Errno exhausted() {
        return Errno.ENOMEM;
    }

    private int credit(final int element) {
        return credits.get(ValueLayout.JAVA_BYTE, element);
    }

    private void setCredit(final int element, final int credit) {
        credits.set(ValueLayout.JAVA_BYTE, element, (byte) credit);
    }

    @Override
    public void close() {
        mapping.close();
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
            for (int round = 0; round < ROUNDS; round++) {
                for (int step = 0; step < partSize; step++) {
                    final int element = first + hand;
                    hand = hand + 1 == partSize ? 0 : hand + 1;
                    if (round < PATIENT_ROUNDS && credit(element) > 0) {
                        setCredit(element, credit(element) - 1);
                    } else if (table.evict(element)) {
                        setCredit(element, 0);
                        return element;
                    }
                }
                final int given = free.take(0);
                if (given != HashElements.NONE) {
                    setCredit(given, 0);
                    return given;
                }
                Thread.onSpinWait();
            }
            return HashElements.NONE;
        }
    }
}
