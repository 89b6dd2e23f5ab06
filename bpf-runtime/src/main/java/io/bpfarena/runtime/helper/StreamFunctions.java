package io.bpfarena.runtime.helper;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.memory.NativeMemory;
import io.bpfarena.runtime.stream.ProgramStream;
import java.util.Optional;

/**
 * Writing to the program's streams (kernel/bpf/stream.c). The first went by {@code bpf_stream_vprintk} with a last
 * argument that the verifier filled in (6.17), then by {@code bpf_stream_vprintk_impl} (6.18), and now by its first
 * name without that argument.
 */
final class StreamFunctions {
    /** Longest format and longest text, in bytes, the zero included: the kernel's MAX_BPRINTF_BUF. */
    private static final int LIMIT = 1024;
    /** Most arguments: the kernel's MAX_BPRINTF_VARARGS. */
    private static final int MAX_ARGUMENTS = 12;

    private StreamFunctions() {
    }

    static void addTo(final FunctionTable.Builder table) {
        table.kfunc("bpf_stream_vprintk",
                "int bpf_stream_vprintk(int stream_id, const char *fmt__str, const void *args, u32 len__sz)",
                StreamFunctions::print);
        table.kfunc("bpf_stream_vprintk_impl",
                "int bpf_stream_vprintk_impl(int stream_id, const char *fmt__str, const void *args, u32 len__sz, "
                        + "void *aux__prog)",
                StreamFunctions::print);
        table.kfunc("bpf_stream_print_stack", "int bpf_stream_print_stack(int stream_id)",
                StreamFunctions::printStack);
    }

    private static long print(final CallContext context, final long id, final long format, final long arguments,
            final long size, final long unused5) {
        if (size % Long.BYTES != 0 || size > MAX_ARGUMENTS * Long.BYTES || size != 0 && arguments == 0) {
            return -Errno.EINVAL.number();
        }
        final Optional<ProgramStream> stream = context.streams().of((int) id);
        if (stream.isEmpty()) {
            return -Errno.ENOENT.number();
        }
        context.checkRead(arguments, size, "args of bpf_stream_vprintk");
        final long[] values = new long[(int) size / Long.BYTES];
        for (int i = 0; i < values.length; i++) {
            values[i] = NativeMemory.getLong(arguments + (long) i * Long.BYTES);
        }
        final ProbedText text = ProbedText.read(context, AddressSpace.KERNEL, format, LIMIT);
        if (text.isUnreadable()) {
            context.fail("fmt__str of bpf_stream_vprintk: 0x%x is no string that ends with a zero byte"
                    .formatted(format));
        }
        try {
            final String line = PrintFormat.print(text.toString(), context, LIMIT, values).text();
            return stream.get().write(line) ? 0 : -Errno.ENOSPC.number();
        } catch (final PrintFormat.RefusedException e) {
            return -e.errno().number();
        }
    }

    private static long printStack(final CallContext context, final long id, final long unused2, final long unused3,
            final long unused4, final long unused5) {
        final Optional<ProgramStream> stream = context.streams().of((int) id);
        if (stream.isEmpty()) {
            return -Errno.ENOENT.number();
        }
        return stream.get().write(context.callTrace()) ? 0 : -Errno.ENOSPC.number();
    }
}
