package io.bpfarena.runtime.helper;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.memory.NativeMemory;

/** bpf_snprintf (kernel/bpf/helpers.c), bpf_trace_vprintk (kernel/trace/bpf_trace.c): arguments in an array of u64. */
final class PrintFunctions {
    /** Most bytes of arguments: twelve of them (MAX_BPRINTF_VARARGS). */
    private static final int MAX_ARGUMENTS_SIZE = 12 * Long.BYTES;

    private PrintFunctions() {
    }

    /** The one of kernel/bpf/helpers.c. */
    static void addMemoryPrinterTo(final FunctionTable.Builder table) {
        table.helper(165, "bpf_snprintf",
                "long bpf_snprintf(char *str, u32 str_size, const char *fmt, u64 *data, u32 data_len)",
                PrintFunctions::printToMemory);
    }

    /** The one of kernel/trace/bpf_trace.c. */
    static void addTracePrinterTo(final FunctionTable.Builder table) {
        table.helper(177, "bpf_trace_vprintk",
                "long bpf_trace_vprintk(const char *fmt, u32 fmt_size, const void *data, u32 data_len)",
                PrintFunctions::printToTrace);
    }

    /** Bytes of the whole line and its zero, also if not all of it fits. */
    private static long printToMemory(final CallContext context, final long to, final long size, final long format,
            final long arguments, final long argumentsSize) {
        context.checkWrite(to, size, "str of bpf_snprintf");
        if (!isArguments(arguments, argumentsSize)) {
            return -Errno.EINVAL.number();
        }
        context.checkRead(arguments, argumentsSize, "data of bpf_snprintf");
        final ProbedText text = ProbedText.read(context, AddressSpace.KERNEL, format, ProbedText.MAX_LENGTH);
        if (!text.isTerminated()) {
            context.fail("fmt of bpf_snprintf: 0x%x is no string that ends with a zero byte".formatted(format));
        }
        try {
            final PrintedLine line = PrintFormat.print(text.toString(), context,
                    (int) Math.min(size, Integer.MAX_VALUE), arguments(arguments, argumentsSize));
            line.copyTo(to);
            return line.length() + 1L;
        } catch (final PrintFormat.RefusedException e) {
            return -e.errno().number();
        }
    }

    private static long printToTrace(final CallContext context, final long format, final long formatSize,
            final long arguments, final long argumentsSize, final long unused5) {
        context.checkRead(format, formatSize, "fmt of bpf_trace_vprintk");
        if (!isArguments(arguments, argumentsSize)) {
            return -Errno.EINVAL.number();
        }
        context.checkRead(arguments, argumentsSize, "data of bpf_trace_vprintk");
        return TracePrintk.print(context, format, formatSize, arguments(arguments, argumentsSize));
    }

    private static boolean isArguments(final long address, final long size) {
        return size % Long.BYTES == 0 && size <= MAX_ARGUMENTS_SIZE && (size == 0 || address != 0);
    }

    private static long[] arguments(final long address, final long size) {
        final long[] arguments = new long[(int) (size / Long.BYTES)];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = NativeMemory.getLong(address + (long) i * Long.BYTES);
        }
        return arguments;
    }
}
