package io.bpfarena.runtime.helper;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.memory.NativeMemory;

/** The helpers on the function call that a tracing program runs about (kernel/trace/bpf_trace.c). */
final class TracingFunctions {
    private TracingFunctions() {
    }

    static void addTo(final FunctionTable.Builder table) {
        // A test run is attached to nothing and has no cookie (run_ctx.bpf_cookie is 0 there).
        table.helper(174, "bpf_get_attach_cookie", "u64 bpf_get_attach_cookie(void *ctx)",
                (context, r1, r2, r3, r4, r5) -> 0);
        table.helper(183, "bpf_get_func_arg", "long bpf_get_func_arg(void *ctx, u32 n, u64 *value)",
                TracingFunctions::argument);
        table.helper(184, "bpf_get_func_ret", "long bpf_get_func_ret(void *ctx, u64 *value)",
                TracingFunctions::returnValue);
        table.helper(185, "bpf_get_func_arg_cnt", "long bpf_get_func_arg_cnt(void *ctx)",
                (context, ctx, r2, r3, r4, r5) -> context.tracedCall(ctx).arguments());
    }

    private static long argument(final CallContext context, final long ctx, final long number, final long value,
            final long unused4, final long unused5) {
        final TracedCall call = context.tracedCall(ctx);
        context.checkWrite(value, Long.BYTES, "value of bpf_get_func_arg");
        if (number >= call.arguments()) {
            return -Errno.EINVAL.number();
        }
        NativeMemory.putLong(value, NativeMemory.getLong(call.address() + number * Long.BYTES));
        return 0;
    }

    private static long returnValue(final CallContext context, final long ctx, final long value, final long unused3,
            final long unused4, final long unused5) {
        final TracedCall call = context.tracedCall(ctx);
        context.checkWrite(value, Long.BYTES, "value of bpf_get_func_ret");
        if (!call.hasReturnValue()) {
            return -Errno.EOPNOTSUPP.number();
        }
        NativeMemory.putLong(value, NativeMemory.getLong(call.address() + (long) call.arguments() * Long.BYTES));
        return 0;
    }
}
