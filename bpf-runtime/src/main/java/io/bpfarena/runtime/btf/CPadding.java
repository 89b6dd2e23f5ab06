package io.bpfarena.runtime.btf;

import java.util.List;

/**
 * Bit-fields without a name that fill the holes between members (libbpf's btf_dump_emit_bit_padding). Of the types
 * {@code long}, {@code int}, {@code short} and {@code char} the largest is taken whose next multiple is not beyond the
 * hole's end; the compiler then aligns to that multiple by itself, or is told to by {@code long: 0}.
 *
 * <pre>
 *   char a; hole of 7 bytes; char b at byte 8, which does not need it   -&gt; char a; long: 0; char b;
 *   int a; and 12 bytes to the end of the structure                     -&gt; int a; long: 64;
 * </pre>
 */
final class CPadding {
    private record Pad(String type, int bits) {
    }

    private static final List<Pad> PADS =
            List.of(new Pad("long", 64), new Pad("int", 32), new Pad("short", 16), new Pad("char", 8));

    private CPadding() {
    }

    /** Is given each bit-field. */
    @FunctionalInterface
    interface Line {
        void add(String type, long bits) throws BtfFormatException;
    }

    /**
     * Fills a hole.
     *
     * @param from      its first bit.
     * @param to        the bit after its last.
     * @param alignment bytes, of what follows.
     * @param bitfield  whether it lies between two bit-fields.
     * @param line      is given what fills it.
     */
    static void fill(final long from, final long to, final int alignment, final boolean bitfield, final Line line)
            throws BtfFormatException {
        if (from >= to) {
            return;
        }
        final Pad pad = PADS.stream().filter(candidate -> roundUp(from, candidate.bits) <= to).findFirst()
                .orElse(PADS.getLast());
        final long start = roundUp(from, pad.bits);
        long at = from;
        if (start > from && start <= to) {
            final boolean compilerWould = start == to
                    ? roundUp(from, alignment * 8L) == start : to - start > start - from;
            if (bitfield || !compilerWould) {
                line.add(pad.type, bitfield ? start - from : 0);
            }
            at = start;
        }
        while (at != to) {
            final long bits = Math.min(to - at, pad.bits);
            final Pad smallest = bits == pad.bits ? pad : smallest(bits);
            line.add(smallest.type, bits);
            at += bits;
        }
    }

    private static Pad smallest(final long bits) {
        return PADS.reversed().stream().filter(candidate -> candidate.bits >= bits).findFirst().orElseThrow();
    }

    private static long roundUp(final long value, final long multiple) {
        return (value + multiple - 1) / multiple * multiple;
    }
}
