package io.bpfarena.examples.walk;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.LongPredicate;

/**
 * Loads words from the arena that is mapped at its base address in this process. Each pointer is checked first: it must
 * be aligned, lead into the arena, and to a page that is there.
 *
 * <p>May be used by any thread, as long as the mapping stays.
 */
public final class ArenaReader {
    /** All memory, so that an address is an offset. */
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private final long base;
    private final long length;
    private final LongPredicate present;

    /**
     * @param base    address at which the arena is mapped, as its descriptor says.
     * @param length  bytes.
     * @param present whether the page of an address within the arena is there. A load from a page that is not there
     *                would take memory in the arena's file.
     */
    public ArenaReader(final long base, final long length, final LongPredicate present) {
        this.base = base;
        this.length = length;
        this.present = present;
    }

    /** How many structures of a size have room in the arena: a walk that finds more goes round in a circle. */
    long capacity(final long structureLength) {
        return length / structureLength;
    }

    /**
     * Loads a word.
     *
     * @param address of it.
     * @return 64 bits.
     * @throws DamagedStructureException if there is no word of the arena at that address.
     */
    public long word(final long address) throws DamagedStructureException {
        if ((address & Long.BYTES - 1) != 0) {
            throw new DamagedStructureException(address, "the pointer is not aligned to 8 bytes");
        }
        final long offset = address - base;
        if (offset < 0 || offset > length - Long.BYTES) {
            throw new DamagedStructureException(
                    address, "the pointer leads out of the arena 0x%x-0x%x".formatted(base, base + length));
        }
        if (!present.test(address)) {
            throw new DamagedStructureException(address, "the pointer leads to a page that is not there");
        }
        return MEMORY.get(ValueLayout.JAVA_LONG, address);
    }
}
