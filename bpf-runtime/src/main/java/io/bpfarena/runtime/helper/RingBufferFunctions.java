package io.bpfarena.runtime.helper;

import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.map.RingBufferMap;

/** The helpers on ring buffers (kernel/bpf/ringbuf.c). */
final class RingBufferFunctions {
    private RingBufferFunctions() {
    }

    static void addTo(final FunctionTable.Builder table) {
        table.helper(130, "bpf_ringbuf_output",
                "long bpf_ringbuf_output(void *ringbuf, void *data, u64 size, u64 flags)",
                RingBufferFunctions::output);
        table.helper(131, "bpf_ringbuf_reserve",
                "void *bpf_ringbuf_reserve(void *ringbuf, u64 size, u64 flags)",
                RingBufferFunctions::reserve);
        table.helper(132, "bpf_ringbuf_submit", "void bpf_ringbuf_submit(void *data, u64 flags)",
                (context, data, flags, r3, r4, r5) -> commit(context, data, false, flags));
        table.helper(133, "bpf_ringbuf_discard", "void bpf_ringbuf_discard(void *data, u64 flags)",
                (context, data, flags, r3, r4, r5) -> commit(context, data, true, flags));
        table.helper(134, "bpf_ringbuf_query", "u64 bpf_ringbuf_query(void *ringbuf, u64 flags)",
                (context, ringbuf, flags, r3, r4, r5) -> ring(context, ringbuf).query(flags));
    }

    private static long output(final CallContext context, final long ringbuf, final long data, final long size,
            final long flags, final long unused5) {
        final RingBufferMap ring = ring(context, ringbuf);
        context.checkRead(data, size, "data of bpf_ringbuf_output");
        return ring.output(data, size, flags);
    }

    private static long reserve(final CallContext context, final long ringbuf, final long size, final long flags,
            final long unused4, final long unused5) {
        final RingBufferMap ring = ring(context, ringbuf);
        final long sample = ring.reserve(size, flags);
        if (sample != 0) {
            context.lend(new ReservedRecord(ring, sample, (int) size));
        }
        return sample;
    }

    private static long commit(
            final CallContext context, final long sample, final boolean discard, final long flags) {
        if (context.loan(sample) instanceof final ReservedRecord record) {
            context.takeBack(record);
            record.ring().commit(sample, discard, flags);
        } else {
            context.fail("0x%x is no record of a ring buffer that is reserved".formatted(sample));
        }
        return 0;
    }

    private static RingBufferMap ring(final CallContext context, final long handle) {
        final BpfMap map = context.map(handle);
        if (!(map instanceof RingBufferMap)) {
            context.fail("map %s is no ring buffer but %s".formatted(map.name(), map.type().label()));
        }
        return (RingBufferMap) map;
    }
}
