package io.bpfarena.runtime.helper;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.memory.NativeMemory;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** {@code bpf_trace_printk} (kernel/trace/bpf_trace.c): up to three arguments, one line for the run's result. */
final class TracePrintk {
    /** Longest format and longest line, in bytes: the kernel's MAX_BPRINTF_BUF. */
    private static final int LIMIT = 1024;

    private TracePrintk() {
    }

    static void addTo(final FunctionTable.Builder table) {
        table.helper(6, "bpf_trace_printk", "long bpf_trace_printk(const char *fmt, u32 fmt_size, ...)",
                TracePrintk::print);
    }

    /** The number of bytes written, or -EINVAL for a format that the kernel refuses. */
    private static long print(final CallContext context, final long format, final long formatSize, final long a1,
            final long a2, final long a3) {
        final long size = formatSize & 0xFFFF_FFFFL;
        context.checkRead(format, size, "format of bpf_trace_printk");
        final int length = terminated(format, size);
        if (length < 0) {
            return -Errno.EINVAL.number();
        }
        final Optional<String> line = PrintFormat.format(text(format, length), context, a1, a2, a3);
        if (line.isEmpty()) {
            return -Errno.EINVAL.number();
        }
        final String text = line.get().length() < LIMIT ? line.get() : line.get().substring(0, LIMIT - 1);
        context.print(text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
        return text.length();
    }

    /** Bytes before the first zero, or -1 if there is none. */
    private static int terminated(final long address, final long size) {
        for (int length = 0; length < Math.min(size, LIMIT); length++) {
            if (NativeMemory.getByte(address + length) == 0) {
                return length;
            }
        }
        return -1;
    }

    private static String text(final long address, final int length) {
        final byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = NativeMemory.getByte(address + i);
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
