package io.bpfarena.runtime.helper;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.memory.NativeMemory;

/**
 * Reading and writing at addresses that may be wrong (kernel/trace/bpf_trace.c, kernel/bpf/helpers.c, mm/maccess.c). A
 * read that fails zeroes the program's memory, as far as the kernel does.
 */
final class ProbeFunctions {
    private static final int EFAULT = -Errno.EFAULT.number();
    /** Flag of bpf_copy_from_user_str: zeros up to the end of the program's memory. */
    private static final long PAD_ZEROS = 1;

    private static final int USER_ADDRESS_BITS = 47;

    private ProbeFunctions() {
    }

    /** The helpers of kernel/trace/bpf_trace.c. */
    static void addTo(final FunctionTable.Builder table) {
        table.helper(4, "bpf_probe_read", "long bpf_probe_read(void *dst, u32 size, const void *unsafe_ptr)",
                (context, to, size, from, r4, r5) -> read(context, AddressSpace.ANY, to, size, from));
        table.helper(45, "bpf_probe_read_str",
                "long bpf_probe_read_str(void *dst, u32 size, const void *unsafe_ptr)",
                (context, to, size, from, r4, r5) -> readText(context, AddressSpace.ANY, to, size, from));
        table.helper(112, "bpf_probe_read_user",
                "long bpf_probe_read_user(void *dst, u32 size, const void *unsafe_ptr)",
                (context, to, size, from, r4, r5) -> read(context, AddressSpace.USER, to, size, from));
        table.helper(113, "bpf_probe_read_kernel",
                "long bpf_probe_read_kernel(void *dst, u32 size, const void *unsafe_ptr)",
                (context, to, size, from, r4, r5) -> read(context, AddressSpace.KERNEL, to, size, from));
        table.helper(114, "bpf_probe_read_user_str",
                "long bpf_probe_read_user_str(void *dst, u32 size, const void *unsafe_ptr)",
                (context, to, size, from, r4, r5) -> readText(context, AddressSpace.USER, to, size, from));
        table.helper(115, "bpf_probe_read_kernel_str",
                "long bpf_probe_read_kernel_str(void *dst, u32 size, const void *unsafe_ptr)",
                (context, to, size, from, r4, r5) -> readText(context, AddressSpace.KERNEL, to, size, from));
        table.helper(36, "bpf_probe_write_user", "long bpf_probe_write_user(void *dst, const void *src, u32 len)",
                ProbeFunctions::writeUser);
    }

    /** Those of kernel/bpf/helpers.c, which may fault pages in. */
    static void addCopiesTo(final FunctionTable.Builder table) {
        table.helper(148, "bpf_copy_from_user", "long bpf_copy_from_user(void *dst, u32 size, const void *user_ptr)",
                ProbeFunctions::copyFromUser);
        table.kfunc("bpf_copy_from_user_str",
                "int bpf_copy_from_user_str(void *dst, u32 dst__sz, const void *unsafe_ptr__ign, u64 flags)",
                ProbeFunctions::copyTextFromUser);
    }

    /** What a failed read of an address answers: the kernel does not even try what is not its own. */
    private static int error(final CallContext context, final AddressSpace space, final long address) {
        return isForKernel(space, address) && context.isUserAddress(address) ? -Errno.ERANGE.number() : EFAULT;
    }

    /** Whether the kernel looks for an address in its own half. */
    private static boolean isForKernel(final AddressSpace space, final long address) {
        return space == AddressSpace.KERNEL || space == AddressSpace.ANY && address >>> USER_ADDRESS_BITS != 0;
    }

    /** Copies bytes; 0, or what bpf_probe_read_kernel and its like answer. The program's memory was checked. */
    static int copy(final CallContext context, final AddressSpace space, final long from, final long to,
            final long size) {
        if (size == 0) {
            return copyNothing(context, space, from);
        }
        final long place = context.place(space, from, size);
        if (place == 0) {
            NativeMemory.zero(to, size);
            return error(context, space, from);
        }
        NativeMemory.copy(place, to, size);
        return 0;
    }

    /** No bytes, but the address is looked at all the same (access_ok, copy_from_kernel_nofault_allowed). */
    private static int copyNothing(final CallContext context, final AddressSpace space, final long from) {
        final boolean user = from >>> USER_ADDRESS_BITS == 0 && context.isUserAddress(from);
        if (space == AddressSpace.USER) {
            return user ? 0 : EFAULT;
        }
        return isForKernel(space, from) && context.isUserAddress(from) ? -Errno.ERANGE.number() : 0;
    }

    private static long read(final CallContext context, final AddressSpace space, final long to, final long size,
            final long from) {
        context.checkWrite(to, size, "dst of bpf_probe_read");
        return copy(context, space, from, to, size);
    }

    /** Bytes copied with the zero at their end, which is always there. */
    private static long readText(final CallContext context, final AddressSpace space, final long to, final long size,
            final long from) {
        context.checkWrite(to, size, "dst of bpf_probe_read_str");
        if (size == 0) {
            return 0;
        }
        final long limit = Math.min(size, Integer.MAX_VALUE);
        final ProbedText text = ProbedText.copy(context, space, from, to, limit);
        if (text.isUnreadable()) {
            NativeMemory.zero(to, size);
            return error(context, space, from);
        }
        final long end = text.isTerminated() ? text.length() : limit - 1;
        NativeMemory.putByte(to + end, (byte) 0);
        return end + 1;
    }

    private static long writeUser(final CallContext context, final long to, final long from, final long size,
            final long unused4, final long unused5) {
        context.checkRead(from, size, "src of bpf_probe_write_user");
        if (size == 0) {
            return 0;
        }
        final long place = context.place(AddressSpace.USER, to, size);
        if (place == 0) {
            return EFAULT;
        }
        NativeMemory.copy(from, place, size);
        return 0;
    }

    private static long copyFromUser(final CallContext context, final long to, final long size, final long from,
            final long unused4, final long unused5) {
        context.checkWrite(to, size, "dst of bpf_copy_from_user");
        if (size == 0) {
            return 0;
        }
        context.touchUser(from, size);
        return copy(context, AddressSpace.USER, from, to, size);
    }

    private static long copyTextFromUser(final CallContext context, final long to, final long size, final long from,
            final long flags, final long unused5) {
        context.checkWrite(to, size, "dst of bpf_copy_from_user_str");
        if ((flags & ~PAD_ZEROS) != 0) {
            return -Errno.EINVAL.number();
        }
        if (size == 0) {
            return 0;
        }
        final ProbedText text = textFromUser(context, from, to, Math.min(size - 1, Integer.MAX_VALUE));
        if (text.isUnreadable()) {
            if (flags == PAD_ZEROS) {
                NativeMemory.zero(to, size);
            }
            return EFAULT;
        }
        NativeMemory.zero(to + text.length(), flags == PAD_ZEROS ? size - text.length() : 1);
        return text.length() + 1L;
    }

    /** Text whose absent pages are faulted in one by one, as reading comes to them. */
    private static ProbedText textFromUser(
            final CallContext context, final long from, final long to, final long limit) {
        ProbedText text = ProbedText.copy(context, AddressSpace.USER, from, to, limit);
        int reached = -1;
        while (text.isUnreadable() && text.length() > reached) {
            reached = text.length();
            context.touchUser(from + reached, 1);
            text = ProbedText.copy(context, AddressSpace.USER, from, to, limit);
        }
        return text;
    }
}
