package io.bpfarena.runtime.interpreter;

/** Byte swaps (RFC 9669, section 4.2), on a little-endian machine. */
public final class ByteSwap {
    private ByteSwap() {
    }

    /**
     * {@code le} and {@code be}: conversion between the machine's order and another.
     *
     * @param value       the register.
     * @param bits        16, 32 or 64.
     * @param toBigEndian whether the other order is big-endian.
     * @return the low bits, converted; the bits above are zero.
     */
    public static long convert(final long value, final int bits, final boolean toBigEndian) {
        return toBigEndian ? swap(value, bits) : value << Long.SIZE - bits >>> Long.SIZE - bits;
    }

    /**
     * {@code bswap}.
     *
     * @param value the register.
     * @param bits  16, 32 or 64.
     * @return the low bits with their bytes in the opposite order; the bits above are zero.
     */
    public static long swap(final long value, final int bits) {
        return Long.reverseBytes(value) >>> Long.SIZE - bits;
    }
}
