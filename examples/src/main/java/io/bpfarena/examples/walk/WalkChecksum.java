package io.bpfarena.examples.walk;

/** Gathers a {@link Walk} while it goes on. */
final class WalkChecksum {
    private static final long HASH_START = 0xcbf29ce484222325L;
    private static final long HASH_PRIME = 0x100000001b3L;

    private long count;
    private long sum;
    private long hash = HASH_START;

    void add(final long key, final long value) {
        count++;
        sum += value;
        hash = (hash ^ key) * HASH_PRIME;
        hash = (hash ^ value) * HASH_PRIME;
    }

    long count() {
        return count;
    }

    Walk walk() {
        return new Walk(count, sum, hash);
    }
}
