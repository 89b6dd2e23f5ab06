package io.bpfarena.runtime.helper;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.memory.NativeMemory;

/**
 * The iterator over numbers, which {@code bpf_for} and {@code bpf_repeat} are made of (kernel/bpf/bpf_iter.c,
 * bpf_iter_num_*). Its state is the program's own eight bytes: the current number, then the one at which it ends. The
 * pointer that {@code next} gives is to the first of them.
 */
final class IteratorFunctions {
    /** Most rounds: the kernel's BPF_MAX_LOOPS. */
    private static final long MAX_LOOPS = 8 * 1024 * 1024;
    private static final int SIZE = 8;
    private static final int END = 4;

    private IteratorFunctions() {
    }

    static void addTo(final FunctionTable.Builder table) {
        table.kfunc("bpf_iter_num_new", "int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end)",
                IteratorFunctions::start);
        table.kfunc("bpf_iter_num_next", "int *bpf_iter_num_next(struct bpf_iter_num *it)",
                IteratorFunctions::next);
        table.kfunc("bpf_iter_num_destroy", "void bpf_iter_num_destroy(struct bpf_iter_num *it)",
                IteratorFunctions::destroy);
    }

    /** From start up to, not including, end. */
    private static long start(final CallContext context, final long iterator, final long start, final long end,
            final long unused4, final long unused5) {
        context.checkWrite(iterator, SIZE, "it of bpf_iter_num_new");
        NativeMemory.putLong(iterator, 0);
        if (start > end) {
            return -Errno.EINVAL.number();
        }
        if (end - start > MAX_LOOPS) {
            return -Errno.E2BIG.number();
        }
        NativeMemory.putInt(iterator, (int) start - 1);
        NativeMemory.putInt(iterator + END, (int) end);
        return 0;
    }

    /** A pointer to the next number, NULL after the last. */
    private static long next(final CallContext context, final long iterator, final long unused2, final long unused3,
            final long unused4, final long unused5) {
        context.checkWrite(iterator, SIZE, "it of bpf_iter_num_next");
        final int next = NativeMemory.getInt(iterator) + 1;
        if (next >= NativeMemory.getInt(iterator + END)) {
            NativeMemory.putLong(iterator, 0);
            return 0;
        }
        NativeMemory.putInt(iterator, next);
        return iterator;
    }

    private static long destroy(final CallContext context, final long iterator, final long unused2,
            final long unused3, final long unused4, final long unused5) {
        context.checkWrite(iterator, SIZE, "it of bpf_iter_num_destroy");
        NativeMemory.putLong(iterator, 0);
        return 0;
    }
}
