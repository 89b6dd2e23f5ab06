package io.bpfarena.runtime.helper;

import io.bpfarena.linux.Errno;

/** {@code bpf_trace_printk} (kernel/trace/bpf_trace.c): up to three arguments, one line for the run's result. */
final class TracePrintk {
    private TracePrintk() {
    }

    static void addTo(final FunctionTable.Builder table) {
        table.helper(6, "bpf_trace_printk", "long bpf_trace_printk(const char *fmt, u32 fmt_size, ...)",
                (context, format, size, a1, a2, a3) -> {
                    context.checkRead(format, size, "format of bpf_trace_printk");
                    return print(context, format, size, a1, a2, a3);
                });
    }

    /** The number of bytes of the whole line, or -EINVAL for a format that the kernel refuses. */
    static long print(final CallContext context, final long format, final long size, final long... arguments) {
        final ProbedText text = ProbedText.read(context, AddressSpace.KERNEL, format, size);
        if (!text.isTerminated()) {
            return -Errno.EINVAL.number();
        }
        try {
            final PrintedLine line = PrintFormat.print(
                    text.toString(), context, PrintFormat.LINE_LIMIT, arguments);
            final String printed = line.text();
            context.print(printed.endsWith("\n") ? printed.substring(0, printed.length() - 1) : printed);
            return line.length();
        } catch (final PrintFormat.RefusedException e) {
            return -e.errno().number();
        }
    }
}
