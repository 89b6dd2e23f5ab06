package io.bpfarena.runtime.helper;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.memory.MemoryRegion;
import io.bpfarena.runtime.memory.NativeMemory;

/**
 * The helpers on dynptrs (kernel/bpf/helpers.c), as far as a callback of bpf_user_ringbuf_drain needs them. Offsets and
 * lengths are u32, as the kernel's are in their effect: larger ones never fit.
 */
final class DynamicPointerFunctions {
    private DynamicPointerFunctions() {
    }

    static void addTo(final FunctionTable.Builder table) {
        table.helper(201, "bpf_dynptr_read",
                "long bpf_dynptr_read(void *dst, u64 len, const struct bpf_dynptr *src, u64 offset, u64 flags)",
                DynamicPointerFunctions::read);
        table.helper(202, "bpf_dynptr_write",
                "long bpf_dynptr_write(const struct bpf_dynptr *dst, u64 offset, void *src, u64 len, u64 flags)",
                DynamicPointerFunctions::write);
        table.helper(203, "bpf_dynptr_data",
                "void *bpf_dynptr_data(const struct bpf_dynptr *ptr, u64 offset, u64 len)",
                DynamicPointerFunctions::data);
    }

    private static long read(final CallContext context, final long destination, final long length,
            final long source, final long offset, final long flags) {
        final MemoryRegion memory = memory(context, source);
        context.checkWrite(destination, length, "dst of bpf_dynptr_read");
        if (flags != 0) {
            return -Errno.EINVAL.number();
        }
        if (!contains(memory, offset, length)) {
            return -Errno.E2BIG.number();
        }
        NativeMemory.copy(memory.address() + offset, destination, length);
        return 0;
    }

    private static long write(final CallContext context, final long destination, final long offset,
            final long source, final long length, final long flags) {
        final MemoryRegion memory = memory(context, destination);
        context.checkRead(source, length, "src of bpf_dynptr_write");
        if (flags != 0) {
            return -Errno.EINVAL.number();
        }
        if (!contains(memory, offset, length)) {
            return -Errno.E2BIG.number();
        }
        NativeMemory.copy(source, memory.address() + offset, length);
        return 0;
    }

    private static long data(final CallContext context, final long pointer, final long offset, final long length,
            final long unused4, final long unused5) {
        final MemoryRegion memory = memory(context, pointer);
        return contains(memory, offset, length) ? memory.address() + offset : 0;
    }

    private static boolean contains(final MemoryRegion memory, final long offset, final long length) {
        return offset >= 0 && length >= 0 && length <= memory.length() && offset <= memory.length() - length;
    }

    private static MemoryRegion memory(final CallContext context, final long pointer) {
        if (!(context.loan(pointer) instanceof final DynamicPointer found)) {
            context.fail("0x%x is no dynptr".formatted(pointer));
            throw new IllegalStateException("a program that failed went on");
        }
        return found.region();
    }
}
