package io.bpfarena.examples.walk;

/** Walks the doubly linked list of {@code linked_list.bpf.c} from its first node by {@code next}. */
public final class LinkedListWalker implements StructureWalker {
    private static final int NEXT = 0;
    private static final int PREV = 8;
    private static final int INDEX = 16;
    private static final int VALUE = 24;
    private static final int NODE_LENGTH = 32;

    @Override
    public Walk walk(final ArenaReader memory, final long head) throws DamagedStructureException {
        final WalkChecksum checksum = new WalkChecksum();
        final long capacity = memory.capacity(NODE_LENGTH);
        long prev = 0;
        for (long node = head; node != 0; node = memory.word(node + NEXT)) {
            if (memory.word(node + PREV) != prev) {
                throw new DamagedStructureException(node, "prev is not the node before");
            }
            if (checksum.count() == capacity) {
                throw new DamagedStructureException(node, "more nodes than the arena can hold");
            }
            checksum.add(memory.word(node + INDEX), memory.word(node + VALUE));
            prev = node;
        }
        return checksum.walk();
    }
}
