package io.bpfarena.runtime.interpreter;

/**
 * An instruction as the interpreter keeps it: the eight bytes of RFC 9669, section 3, as one long. {@link CodeLinker}
 * has put resolved values in the place of references.
 *
 * <pre>
 *  63                    32 31        16 15 12 11  8 7      0
 * +------------------------+------------+-----+-----+--------+
 * |          imm           |   offset   | src | dst |  code  |
 * +------------------------+------------+-----+-----+--------+
 * </pre>
 */
final class Slot {
    private Slot() {
    }

    static int code(final long slot) {
        return (int) slot & 0xFF;
    }

    static int dst(final long slot) {
        return (int) slot >>> 8 & 0xF;
    }

    static int src(final long slot) {
        return (int) slot >>> 12 & 0xF;
    }

    static int offset(final long slot) {
        return (int) slot >> 16;
    }

    static int imm(final long slot) {
        return (int) (slot >> 32);
    }
}
