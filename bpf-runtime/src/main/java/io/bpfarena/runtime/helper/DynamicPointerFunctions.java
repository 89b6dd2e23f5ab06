package io.bpfarena.runtime.helper;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.helper.DynamicPointer.View;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.map.RingBufferMap;

/** The helpers on dynptrs (kernel/bpf/helpers.c, kernel/bpf/ringbuf.c). */
final class DynamicPointerFunctions {
    private static final long EINVAL = -Errno.EINVAL.number();
    private static final long E2BIG = -Errno.E2BIG.number();

    private DynamicPointerFunctions() {
    }

    static void addTo(final FunctionTable.Builder table) {
        table.helper(197, "bpf_dynptr_from_mem",
                "long bpf_dynptr_from_mem(void *data, u64 size, u64 flags, struct bpf_dynptr *ptr)",
                DynamicPointerFunctions::fromMemory);
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

    /** Those of kernel/bpf/ringbuf.c. */
    static void addRecordsTo(final FunctionTable.Builder table) {
        table.helper(198, "bpf_ringbuf_reserve_dynptr",
                "long bpf_ringbuf_reserve_dynptr(void *ringbuf, u32 size, u64 flags, struct bpf_dynptr *ptr)",
                DynamicPointerFunctions::reserve);
        table.helper(199, "bpf_ringbuf_submit_dynptr",
                "void bpf_ringbuf_submit_dynptr(struct bpf_dynptr *ptr, u64 flags)",
                (context, pointer, flags, r3, r4, r5) -> commit(context, pointer, false, flags));
        table.helper(200, "bpf_ringbuf_discard_dynptr",
                "void bpf_ringbuf_discard_dynptr(struct bpf_dynptr *ptr, u64 flags)",
                (context, pointer, flags, r3, r4, r5) -> commit(context, pointer, true, flags));
    }

    private static long fromMemory(final CallContext context, final long data, final long size, final long flags,
            final long pointer, final long unused5) {
        context.checkWrite(data, size, "data of bpf_dynptr_from_mem");
        final boolean small = Long.compareUnsigned(size, DynamicPointer.MAX_SIZE) <= 0;
        DynamicPointer.create(context, pointer, small && flags == 0
                ? new View(new DynamicMemory.Plain(data), 0, size, false) : View.NULL);
        return !small ? E2BIG : flags != 0 ? EINVAL : 0;
    }

    private static long read(final CallContext context, final long destination, final long length,
            final long source, final long offset, final long flags) {
        final View view = DynamicPointer.at(context, source).view();
        context.checkWrite(destination, length, "dst of bpf_dynptr_read");
        return readFrom(context, view, offset, destination, length, flags);
    }

    /** __bpf_dynptr_read. */
    static long readFrom(final CallContext context, final View view, final long offset, final long destination,
            final long length, final long flags) {
        if (view.isNull() || flags != 0) {
            return EINVAL;
        }
        return view.contains(offset, length)
                ? view.memory().read(context, view.offset() + offset, destination, length) : E2BIG;
    }

    private static long write(final CallContext context, final long destination, final long offset,
            final long source, final long length, final long flags) {
        final View view = DynamicPointer.at(context, destination).view();
        context.checkRead(source, length, "src of bpf_dynptr_write");
        return writeTo(context, view, offset, source, length, flags);
    }

    /** __bpf_dynptr_write. */
    static long writeTo(final CallContext context, final View view, final long offset, final long source,
            final long length, final long flags) {
        if (view.isNull() || view.readOnly()) {
            return EINVAL;
        }
        return view.contains(offset, length)
                ? view.memory().write(context, view.offset() + offset, source, length, flags) : E2BIG;
    }

    private static long data(final CallContext context, final long pointer, final long offset, final long length,
            final long unused4, final long unused5) {
        final View view = DynamicPointer.at(context, pointer).view();
        return view.isNull() || view.readOnly() || !view.contains(offset, length) || !view.memory().hasData()
                ? 0 : view.memory().place(context, view.offset() + offset, length);
    }

    private static long reserve(final CallContext context, final long ringbuf, final long size, final long flags,
            final long pointer, final long unused5) {
        final BpfMap map = context.map(ringbuf);
        if (!(map instanceof final RingBufferMap ring)) {
            context.fail("map %s is no ring buffer but %s".formatted(map.name(), map.type().label()));
            return 0;
        }
        final boolean small = size <= DynamicPointer.MAX_SIZE;
        final long sample = flags == 0 && small ? ring.reserve(size, 0) : 0;
        DynamicPointer.createForRecord(
                context, pointer, sample == 0 ? null : new ReservedRecord(ring, sample, (int) size));
        if (sample != 0) {
            return 0;
        }
        return flags == 0 && !small ? E2BIG : EINVAL;
    }

    private static long commit(
            final CallContext context, final long pointer, final boolean discard, final long flags) {
        DynamicPointer.at(context, pointer).commit(context, discard, flags);
        return 0;
    }
}
