package io.bpfarena.runtime.interpreter;

/**
 * What {@code ld_imm64} of a map or a subprogram puts into a register: a tag in the upper half and an index in the
 * lower. No processor takes such a value for an address (bits 47 to 63 differ), and it is no arena address either, so a
 * program can hand it to a helper but not look behind it.
 */
final class Handle {
    /** "Map". */
    private static final int MAP = 0x004D_6170;
    /** "Fun". */
    private static final int FUNCTION = 0x0046_756E;

    private Handle() {
    }

    static long ofMap(final int index) {
        return (long) MAP << 32 | index;
    }

    static long ofFunction(final int start) {
        return (long) FUNCTION << 32 | start;
    }

    static boolean isMap(final long register) {
        return (int) (register >>> 32) == MAP;
    }

    static boolean isFunction(final long register) {
        return (int) (register >>> 32) == FUNCTION;
    }

    /** Index of the map in the program's list, or slot of the subprogram; not negative. */
    static int index(final long register) {
        return (int) register & Integer.MAX_VALUE;
    }
}
