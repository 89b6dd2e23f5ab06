package io.bpfarena.runtime.helper;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.helper.DynamicPointer.View;
import io.bpfarena.runtime.memory.NativeMemory;

/** The kfuncs on dynptrs of any kind (kernel/bpf/helpers.c). */
final class DynamicPointerKfuncs {
    private static final long EINVAL = -Errno.EINVAL.number();
    private static final long E2BIG = -Errno.E2BIG.number();

    private DynamicPointerKfuncs() {
    }

    static void addTo(final FunctionTable.Builder table) {
        table.kfunc("bpf_dynptr_slice", "void *bpf_dynptr_slice(const struct bpf_dynptr *p, u64 offset,"
                + " void *buffer__opt, u64 buffer__szk)",
                (context, p, offset, buffer, size, r5) -> slice(context, p, offset, buffer, size, false));
        table.kfunc("bpf_dynptr_slice_rdwr", "void *bpf_dynptr_slice_rdwr(const struct bpf_dynptr *p, u64 offset,"
                + " void *buffer__opt, u64 buffer__szk)",
                (context, p, offset, buffer, size, r5) -> slice(context, p, offset, buffer, size, true));
        table.kfunc("bpf_dynptr_adjust", "int bpf_dynptr_adjust(const struct bpf_dynptr *p, u64 start, u64 end)",
                DynamicPointerKfuncs::adjust);
        table.kfunc("bpf_dynptr_is_null", "bool bpf_dynptr_is_null(const struct bpf_dynptr *p)",
                (context, p, r2, r3, r4, r5) -> view(context, p).isNull() ? 1 : 0);
        table.kfunc("bpf_dynptr_is_rdonly", "bool bpf_dynptr_is_rdonly(const struct bpf_dynptr *p)",
                (context, p, r2, r3, r4, r5) -> view(context, p).readOnly() ? 1 : 0);
        table.kfunc("bpf_dynptr_size", "u64 bpf_dynptr_size(const struct bpf_dynptr *p)",
                (context, p, r2, r3, r4, r5) -> view(context, p).isNull() ? EINVAL : view(context, p).size());
        table.kfunc("bpf_dynptr_clone",
                "int bpf_dynptr_clone(const struct bpf_dynptr *p, struct bpf_dynptr *clone__uninit)",
                DynamicPointerKfuncs::copyPointer);
        table.kfunc("bpf_dynptr_copy", "int bpf_dynptr_copy(struct bpf_dynptr *dst_ptr, u64 dst_off,"
                + " struct bpf_dynptr *src_ptr, u64 src_off, u64 size)",
                DynamicPointerKfuncs::copy);
        table.kfunc("bpf_dynptr_memset",
                "int bpf_dynptr_memset(struct bpf_dynptr *p, u64 offset, u64 size, u8 val)",
                DynamicPointerKfuncs::fill);
    }

    private static View view(final CallContext context, final long pointer) {
        return DynamicPointer.at(context, pointer).view();
    }

    /**
     * All memory here is in one piece, so nothing is ever copied to the caller's buffer. A range of an XDP packet that
     * has become too short is in no piece at all, and the kernel gives the buffer as it is.
     */
    private static long slice(final CallContext context, final long pointer, final long offset, final long buffer,
            final long length, final boolean write) {
        final View view = view(context, pointer);
        final long place = place(context, view, offset, length, write);
        if (place != 0 || buffer == 0 || !isInside(view, offset, length, write)
                || !view.memory().isCopiedToBuffer()) {
            return place;
        }
        context.checkWrite(buffer, length, "buffer of bpf_dynptr_slice");
        return buffer;
    }

    private static boolean isInside(final View view, final long offset, final long length, final boolean write) {
        return !view.isNull() && !(write && view.readOnly()) && view.contains(offset, length);
    }

    private static long place(
            final CallContext context, final View view, final long offset, final long length, final boolean write) {
        return isInside(view, offset, length, write)
                ? view.memory().place(context, view.offset() + offset, length) : 0;
    }

    private static long adjust(final CallContext context, final long pointer, final long start, final long end,
            final long unused4, final long unused5) {
        final DynamicPointer dynptr = DynamicPointer.at(context, pointer);
        final View view = dynptr.view();
        if (view.isNull() || Long.compareUnsigned(start, end) > 0) {
            return EINVAL;
        }
        if (Long.compareUnsigned(end, view.size()) > 0) {
            return -Errno.ERANGE.number();
        }
        dynptr.setView(new View(view.memory(), view.offset() + start, end - start, view.readOnly()));
        return 0;
    }

    private static long copyPointer(final CallContext context, final long pointer, final long clone,
            final long unused3, final long unused4, final long unused5) {
        final View view = view(context, pointer);
        DynamicPointer.create(context, clone, view);
        return view.isNull() ? EINVAL : 0;
    }

    private static long copy(final CallContext context, final long to, final long toOffset, final long from,
            final long fromOffset, final long length) {
        final View target = view(context, to);
        final View source = view(context, from);
        final long sourcePlace = place(context, source, fromOffset, length, false);
        if (sourcePlace != 0) {
            return DynamicPointerFunctions.writeTo(context, target, toOffset, sourcePlace, length, 0);
        }
        final long targetPlace = place(context, target, toOffset, length, true);
        if (targetPlace != 0) {
            return DynamicPointerFunctions.readFrom(context, source, fromOffset, targetPlace, length, 0);
        }
        if (!target.contains(toOffset, length) || !source.contains(fromOffset, length)) {
            return E2BIG;
        }
        return length == 0 ? 0 : source.isNull() ? EINVAL : source.memory().missing();
    }

    private static long fill(final CallContext context, final long pointer, final long offset, final long length,
            final long value, final long unused5) {
        final View view = view(context, pointer);
        if (view.readOnly()) {
            return EINVAL;
        }
        if (!view.contains(offset, length)) {
            return E2BIG;
        }
        final long place = place(context, view, offset, length, true);
        if (place == 0) {
            return view.isNull() ? 0 : view.memory().missing();
        }
        for (long i = 0; i < length; i++) {
            NativeMemory.putByte(place + i, (byte) value);
        }
        return 0;
    }
}
