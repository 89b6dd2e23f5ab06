package io.bpfarena.runtime.helper;

import io.bpfarena.runtime.memory.NativeMemory;

/**
 * Ones' complement sums of 16-bit words (RFC 1071), as the kernel keeps them: partial sums in 32 bits, with the bytes
 * in the order in which they lie in the packet.
 */
final class InternetChecksum {
    private static final long WORD = 0xFFFF_FFFFL;

    private InternetChecksum() {
    }

    /** Sum of a range of whole words and a seed (csum_partial). */
    static int sum(final long address, final long length, final int seed) {
        int sum = seed;
        for (long i = 0; i < length; i += Integer.BYTES) {
            sum = add(sum, NativeMemory.getInt(address + i));
        }
        return sum;
    }

    /** Sum with the carry added to the low end (csum_add). */
    static int add(final int a, final int b) {
        final long sum = (a & WORD) + (b & WORD);
        return (int) (sum + (sum >>> Integer.SIZE));
    }

    static int subtract(final int a, final int b) {
        return add(a, ~b);
    }

    /** The 16-bit sum that a 32-bit one stands for, not complemented (csum_from32to16). */
    static int narrow(final int sum) {
        final int once = (sum & 0xFFFF) + (sum >>> 16);
        return (once & 0xFFFF) + (once >>> 16);
    }

    /** A header's checksum after one of its words changed by a difference (csum_replace_by_diff). */
    static int replaced(final int checksum, final int difference) {
        return ~narrow(add(difference, ~checksum)) & 0xFFFF;
    }

    /** The same after one of its 16-bit words changed, in sums of 16 bits (csum_replace2). */
    static int replacedHalfWord(final int checksum, final int from, final int to) {
        return ~narrow((~checksum & 0xFFFF) + (~from & 0xFFFF) + (to & 0xFFFF)) & 0xFFFF;
    }
}
