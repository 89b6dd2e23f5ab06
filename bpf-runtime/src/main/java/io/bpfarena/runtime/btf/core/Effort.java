package io.bpfarena.runtime.btf.core;

import io.bpfarena.linux.Errno;

/**
 * How much may be compared for all relocations of an object together. Comparing types branches, so a forger could make
 * it take for ever; a real object against the kernel's own types needs a thousandth of this.
 */
final class Effort {
    private static final int LIMIT = 1 << 24;

    private int left = LIMIT;

    /** Counts one comparison of two members, values or types. */
    void spend() throws UnusableTypeException {
        left--;
        if (left < 0) {
            throw new UnusableTypeException(Errno.E2BIG);
        }
    }
}
