package io.bpfarena.examples.walk;

/**
 * Walks the tree of {@code red_black_tree.bpf.c} in order of its keys and checks the rules of a red-black tree on the
 * way. The walk keeps no stack: it finds its way back by the nodes' {@code parent}.
 */
public final class RedBlackTreeWalker implements StructureWalker {
    private static final int ROOT = 0;
    private static final int COUNT = 8;

    private static final int LEFT = 0;
    private static final int RIGHT = 8;
    private static final int PARENT = 16;
    private static final int KEY = 24;
    private static final int VALUE = 32;
    private static final int RED = 40;
    private static final int NODE_LENGTH = 48;

    @Override
    public Walk walk(final ArenaReader memory, final long head) throws DamagedStructureException {
        final Position position = new Position(memory);
        if (head == 0) {
            return position.checksum.walk();
        }
        position.start(memory.word(head + ROOT));
        // Each node is passed three times: on the way down, after its left and after its right subtree.
        long steps = 3 * memory.capacity(NODE_LENGTH);
        while (position.node != 0) {
            if (steps-- == 0) {
                throw new DamagedStructureException(position.node, "more nodes than the arena can hold");
            }
            position.step();
        }
        if (position.checksum.count() != memory.word(head + COUNT)) {
            throw new DamagedStructureException(head, "%d nodes, but a count of %d"
                    .formatted(position.checksum.count(), memory.word(head + COUNT)));
        }
        return position.checksum.walk();
    }

    /** What has been seen of a node. */
    private enum Seen { NOTHING, LEFT, BOTH }

    /** Where a walk stands. */
    private static final class Position {
        final WalkChecksum checksum = new WalkChecksum();
        private final ArenaReader memory;
        long node;
        private long parent;
        private Seen seen = Seen.NOTHING;
        /** Black nodes from the root to here. */
        private long blacks;
        /** Black nodes of the first path that ended; 0 before. */
        private long pathBlacks;
        private long lastKey;

        Position(final ArenaReader memory) {
            this.memory = memory;
        }

        void start(final long root) {
            node = root;
        }

        void step() throws DamagedStructureException {
            switch (seen) {
                case NOTHING -> {
                    checkNode();
                    blacks += 1 - memory.word(node + RED);
                    descend(memory.word(node + LEFT), Seen.LEFT);
                }
                case LEFT -> {
                    visit();
                    descend(memory.word(node + RIGHT), Seen.BOTH);
                }
                case BOTH -> {
                    blacks -= 1 - memory.word(node + RED);
                    ascend();
                }
            }
        }

        private void checkNode() throws DamagedStructureException {
            final long red = memory.word(node + RED);
            if (memory.word(node + PARENT) != parent) {
                throw new DamagedStructureException(node, "parent is not the node above");
            }
            if (red != 0 && red != 1) {
                throw new DamagedStructureException(node, "neither red nor black: " + red);
            }
            if (red == 1 && (parent == 0 || memory.word(parent + RED) == 1)) {
                throw new DamagedStructureException(node, "a red root, or a red node below a red node");
            }
        }

        private void visit() throws DamagedStructureException {
            final long key = memory.word(node + KEY);
            if (checksum.count() > 0 && Long.compareUnsigned(key, lastKey) <= 0) {
                throw new DamagedStructureException(node, "keys do not ascend");
            }
            lastKey = key;
            checksum.add(key, memory.word(node + VALUE));
        }

        private void descend(final long child, final Seen seenWithoutChild) throws DamagedStructureException {
            if (child != 0) {
                parent = node;
                node = child;
                seen = Seen.NOTHING;
                return;
            }
            if (pathBlacks == 0) {
                pathBlacks = blacks;
            }
            if (blacks != pathBlacks) {
                throw new DamagedStructureException(node, "paths with different numbers of black nodes");
            }
            seen = seenWithoutChild;
        }

        private void ascend() throws DamagedStructureException {
            final long above = memory.word(node + PARENT);
            if (above != 0) {
                seen = memory.word(above + RIGHT) == node ? Seen.BOTH : Seen.LEFT;
            }
            node = above;
        }
    }
}
