package io.bpfarena.examples.walk;

/** Walks the hash table of {@code hash_table.bpf.c}: bucket after bucket, in each its chain. */
public final class HashTableWalker implements StructureWalker {
    private static final int BUCKETS = 0;
    private static final int BUCKET_COUNT = 8;
    private static final int ENTRIES = 16;
    private static final int SHIFT = 24;

    private static final int NEXT = 0;
    private static final int KEY = 8;
    private static final int VALUE = 16;
    private static final int NODE_LENGTH = 24;

    private static final long HASH_FACTOR = 0x9e3779b97f4a7c15L;

    @Override
    public Walk walk(final ArenaReader memory, final long head) throws DamagedStructureException {
        final WalkChecksum checksum = new WalkChecksum();
        if (head == 0) {
            return checksum.walk();
        }
        final long buckets = memory.word(head + BUCKETS);
        final long bucketCount = memory.word(head + BUCKET_COUNT);
        final long shift = memory.word(head + SHIFT);
        if (shift < 1 || shift > 63 || bucketCount != 1L << 64 - shift) {
            throw new DamagedStructureException(
                    head, "the number of buckets %d does not fit the shift %d".formatted(bucketCount, shift));
        }
        // Unsigned, since a shift of 1 means 2^63 buckets; the first bucket outside the arena ends the loop.
        for (long bucket = 0; Long.compareUnsigned(bucket, bucketCount) < 0; bucket++) {
            walkChain(memory, memory.word(buckets + bucket * Long.BYTES), bucket, (int) shift, checksum);
        }
        if (checksum.count() != memory.word(head + ENTRIES)) {
            throw new DamagedStructureException(head, "%d nodes, but %d entries"
                    .formatted(checksum.count(), memory.word(head + ENTRIES)));
        }
        return checksum.walk();
    }

    private static void walkChain(
            final ArenaReader memory, final long first, final long bucket, final int shift,
            final WalkChecksum checksum) throws DamagedStructureException {
        final long capacity = memory.capacity(NODE_LENGTH);
        for (long node = first; node != 0; node = memory.word(node + NEXT)) {
            final long key = memory.word(node + KEY);
            if (key * HASH_FACTOR >>> shift != bucket) {
                throw new DamagedStructureException(node, "the key belongs to another bucket than " + bucket);
            }
            if (checksum.count() == capacity) {
                throw new DamagedStructureException(node, "more nodes than the arena can hold");
            }
            checksum.add(key, memory.word(node + VALUE));
        }
    }
}
