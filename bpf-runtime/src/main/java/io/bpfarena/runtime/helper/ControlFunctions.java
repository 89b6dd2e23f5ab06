package io.bpfarena.runtime.helper;

import io.bpfarena.linux.Errno;

/** Functions that run callbacks or mark sections of a program. */
final class ControlFunctions {
    /** Most rounds of bpf_loop: the kernel's BPF_MAX_LOOPS. */
    private static final long MAX_LOOPS = 8 * 1024 * 1024;

    private ControlFunctions() {
    }

    static void addTo(final FunctionTable.Builder table) {
        table.helper(181, "bpf_loop",
                "long bpf_loop(u32 nr_loops, void *callback_fn, void *callback_ctx, u64 flags)",
                ControlFunctions::loop);
    }

    /** kernel/bpf/bpf_iter.c, bpf_loop: the number of rounds; a callback that does not return 0 was the last. */
    private static long loop(final CallContext context, final long rounds, final long callback,
            final long callbackContext, final long flags, final long unused5) {
        final long limit = rounds & 0xFFFF_FFFFL;
        if (flags != 0) {
            return -Errno.EINVAL.number();
        }
        if (limit > MAX_LOOPS) {
            return -Errno.E2BIG.number();
        }
        for (long round = 0; round < limit; round++) {
            if (context.callBack(callback, round, callbackContext) != 0) {
                return round + 1;
            }
        }
        return limit;
    }
}
