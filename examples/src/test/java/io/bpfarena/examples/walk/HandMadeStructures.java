package io.bpfarena.examples.walk;

import io.bpfarena.examples.Structure;
import java.util.Arrays;

/**
 * Builds in Java what the BPF programs build: the same elements, in the same layouts, but not at the same addresses and
 * with a tree of another shape; none of that is in the checksum.
 */
final class HandMadeStructures {
    private static final long LIST_SEED = 0x6c697374L;
    private static final long TABLE_SEED = 0x7461626c65L;
    private static final long TREE_SEED = 0x74726565L;
    private static final long ARRAY_SEED = 0x6172726179L;
    private static final int BUCKET_BITS = 15;
    private static final int ARRAY_STRIDE = 167;

    private HandMadeStructures() {
    }

    /** {@return the head of a structure with so many elements} */
    static long build(final Structure structure, final HandMadeArena arena, final int count) {
        return switch (structure) {
            case LINKED_LIST -> list(arena, count);
            case HASH_TABLE -> table(arena, count);
            case RED_BLACK_TREE -> tree(arena, count);
            case SPARSE_ARRAY -> array(arena, count);
        };
    }

    /** The finalizer of SplitMix64. */
    static long mix(final long number) {
        long n = number + 0x9e3779b97f4a7c15L;
        n = (n ^ n >>> 30) * 0xbf58476d1ce4e5b9L;
        n = (n ^ n >>> 27) * 0x94d049bb133111ebL;
        return n ^ n >>> 31;
    }

    private static long list(final HandMadeArena arena, final int count) {
        long next = 0;
        for (int index = count - 1; index >= 0; index--) {
            final long node = arena.allocate(32);
            arena.put(node, next);
            if (next != 0) {
                arena.put(next + 8, node);
            }
            arena.put(node + 16, index);
            arena.put(node + 24, mix(LIST_SEED + index));
            next = node;
        }
        return next;
    }

    private static long table(final HandMadeArena arena, final int count) {
        final long table = arena.allocate(32);
        final long buckets = arena.allocate(8 << BUCKET_BITS);
        arena.put(table, buckets);
        arena.put(table + 8, 1 << BUCKET_BITS);
        arena.put(table + 16, count);
        arena.put(table + 24, 64 - BUCKET_BITS);
        for (int n = 0; n < count; n++) {
            final long key = mix(TABLE_SEED + n);
            final long bucket = buckets + (key * 0x9e3779b97f4a7c15L >>> 64 - BUCKET_BITS) * 8;
            final long node = arena.allocate(24);
            arena.put(node, arena.get(bucket));
            arena.put(node + 8, key);
            arena.put(node + 16, mix(key));
            arena.put(bucket, node);
        }
        return table;
    }

    private static long tree(final HandMadeArena arena, final int count) {
        final Long[] keys = new Long[count];
        Arrays.setAll(keys, n -> mix(TREE_SEED + n));
        Arrays.sort(keys, Long::compareUnsigned);
        // The lowest level is red unless it is full, all others are black.
        final int redDepth = 31 - Integer.numberOfLeadingZeros(Math.max(count, 1));
        final long tree = arena.allocate(16);
        arena.put(tree, subtree(arena, keys, 0, count, 0, redDepth, 0));
        arena.put(tree + 8, count);
        return tree;
    }

    private static long subtree(
            final HandMadeArena arena, final Long[] keys, final int from, final int to, final long parent,
            final int redDepth, final int depth) {
        if (from == to) {
            return 0;
        }
        final int middle = from + to >>> 1;
        final long node = arena.allocate(48);
        arena.put(node, subtree(arena, keys, from, middle, node, redDepth, depth + 1));
        arena.put(node + 8, subtree(arena, keys, middle + 1, to, node, redDepth, depth + 1));
        arena.put(node + 16, parent);
        arena.put(node + 24, keys[middle]);
        arena.put(node + 32, mix(keys[middle]));
        arena.put(node + 40, depth == redDepth && depth > 0 ? 1 : 0);
        return node;
    }

    private static long array(final HandMadeArena arena, final int count) {
        final long root = arena.allocatePage();
        for (int n = 0; n < count; n++) {
            final long index = ((n >>> 6) * (long) ARRAY_STRIDE & (1 << 18) - 1) * 512 + (n & 63) * 8 + (mix(n) & 7);
            final long middle = tableBelow(arena, root + (index >>> 18) * 8);
            final long leaf = tableBelow(arena, middle + (index >>> 9 & 511) * 8);
            arena.put(leaf + (index & 511) * 8, mix(ARRAY_SEED + index) | 1);
        }
        return root;
    }

    private static long tableBelow(final HandMadeArena arena, final long link) {
        if (arena.get(link) == 0) {
            arena.put(link, arena.allocatePage());
        }
        return arena.get(link);
    }
}
