package io.bpfarena.examples.walk;

/**
 * What a walk found, to be compared with what the program, or a walker in another language, found.
 *
 * @param count of elements.
 * @param sum   of their values, modulo 2^64.
 * @param hash  over keys and values in the order of the walk: FNV-1a with 64-bit words, as {@code hash_add()} of
 *              {@code example.h}.
 */
public record Walk(long count, long sum, long hash) {
    @Override
    public String toString() {
        return "count=%d sum=0x%016x hash=0x%016x".formatted(count, sum, hash);
    }
}
