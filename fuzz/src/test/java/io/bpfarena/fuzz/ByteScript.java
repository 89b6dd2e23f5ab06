package io.bpfarena.fuzz;

/** Numbers from the bytes of an input, from its start to its end; after that zeros. */
final class ByteScript {
    /** Values that tend to be wrong: the ends of ranges, and what is next to them. */
    private static final int[] NASTY = {
        0, 1, 2, 3, -1, -2, 7, 8, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000,
        0x8000_0001, 0x7fff_fff8, 0xffff_fff8, 4095, 4096, 4097, 1 << 20, 1 << 24, 1 << 28, 1 << 30,
    };

    private final byte[] bytes;
    private int position;

    ByteScript(final byte[] bytes) {
        this.bytes = bytes;
    }

    boolean isAtEnd() {
        return position >= bytes.length;
    }

    int u8() {
        return isAtEnd() ? 0 : Byte.toUnsignedInt(bytes[position++]);
    }

    int u16() {
        return u8() | u8() << 8;
    }

    /** A number from 0 to below a bound, which is positive. */
    int below(final int bound) {
        return (bound <= 256 ? u8() : u16() | u8() << 16) % bound;
    }

    /** A value: one of those that tend to be wrong, or a small one, or any. */
    int value() {
        final int how = u8();
        if (how < 0x80) {
            return NASTY[how % NASTY.length];
        }
        return how < 0xc0 ? u8() : u16() | u16() << 16;
    }
}
