package io.bpfarena.examples.walk;

/** Walks the three levels of tables of {@code sparse_array.bpf.c} in order of the index. */
public final class SparseArrayWalker implements StructureWalker {
    private static final int FANOUT = 512;

    @Override
    public Walk walk(final ArenaReader memory, final long head) throws DamagedStructureException {
        final WalkChecksum checksum = new WalkChecksum();
        if (head == 0) {
            return checksum.walk();
        }
        for (long m = 0; m < FANOUT; m++) {
            final long middle = memory.word(head + m * Long.BYTES);
            if (middle != 0) {
                walkMiddle(memory, middle, m * FANOUT, checksum);
            }
        }
        return checksum.walk();
    }

    private static void walkMiddle(
            final ArenaReader memory, final long middle, final long firstLeaf, final WalkChecksum checksum)
            throws DamagedStructureException {
        for (long l = 0; l < FANOUT; l++) {
            final long leaf = memory.word(middle + l * Long.BYTES);
            if (leaf != 0) {
                walkLeaf(memory, leaf, (firstLeaf + l) * FANOUT, checksum);
            }
        }
    }

    private static void walkLeaf(
            final ArenaReader memory, final long leaf, final long firstIndex, final WalkChecksum checksum)
            throws DamagedStructureException {
        for (long i = 0; i < FANOUT; i++) {
            final long value = memory.word(leaf + i * Long.BYTES);
            if (value != 0) {
                checksum.add(firstIndex + i, value);
            }
        }
    }
}
