package io.bpfarena.runtime.packet;

import io.bpfarena.linux.Errno;

/**
 * Whether the checksums of a packet were verified by hardware, and how many of them, from the outermost
 * (CHECKSUM_UNNECESSARY and csum_level of struct sk_buff). A packet of a test run starts without.
 */
public final class ChecksumState {
    /** SKB_MAX_CSUM_LEVEL. */
    private static final int MAX_LEVEL = 3;
    private static final int QUERY = 0;
    private static final int INCREMENT = 1;
    private static final int DECREMENT = 2;
    private static final int RESET = 3;

    private boolean verified;
    private int level;

    ChecksumState() {
    }

    /**
     * {@code bpf_csum_level}.
     *
     * @param operation BPF_CSUM_LEVEL_*.
     * @return the level for a query, -EACCES if nothing was verified; 0 for a change; -EINVAL for anything else.
     */
    public int change(final long operation) {
        if (operation == QUERY) {
            return verified ? level : -Errno.EACCES.number();
        } else if (operation == INCREMENT) {
            increment();
        } else if (operation == DECREMENT) {
            decrement();
        } else if (operation == RESET) {
            reset();
        } else {
            return -Errno.EINVAL.number();
        }
        return 0;
    }

    private void increment() {
        if (verified) {
            level = Math.min(MAX_LEVEL, level + 1);
        } else {
            verified = true;
            level = 0;
        }
    }

    private void decrement() {
        if (level == 0) {
            verified = false;
        } else {
            level--;
        }
    }

    void reset() {
        verified = false;
        level = 0;
    }
}
