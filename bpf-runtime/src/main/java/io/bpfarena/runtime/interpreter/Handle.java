package io.bpfarena.runtime.interpreter;

/**
 * What {@code ld_imm64} of a map or a subprogram puts into a register: a tag in the upper half and an index in the
 * lower. No processor takes such a value for an address (bits 47 to 63 differ), and it is no arena address either, so a
 * program can hand it to a helper but not look behind it.
 */
final class Handle {
    /** "Map". */
    private static final long MAP = 0x004D_6170_0000_0000L;
    /** "Fun". */
    private static final long FUNCTION = 0x0046_756E_0000_0000L;
    private static final long TAG = 0xFFFF_FFFF_0000_0000L;

    private Handle() {
    }

    static long ofMap(final int index) {
        return MAP | index;
    }

    static long ofFunction(final int start) {
        return FUNCTION | start;
    }

    static boolean isMap(final long register) {
        return (register & TAG) == MAP;
    }

    static boolean isFunction(final long register) {
        return (register & TAG) == FUNCTION;
    }

    /** Index of the map among so many, or -1 if the register refers to none of them. */
    static int mapIndex(final long register, final int maps) {
        final long index = register - MAP;
        return index >= 0 && index < maps ? (int) index : -1;
    }

    /** Slot among so many, or -1 if the register refers to none of them. */
    static int functionStart(final long register, final int slots) {
        final long start = register - FUNCTION;
        return start >= 0 && start < slots ? (int) start : -1;
    }
}
