package io.bpfarena.runtime.helper;

import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.map.UserRingBufferMap;
import io.bpfarena.runtime.memory.MemoryRegion;

/** {@code bpf_user_ringbuf_drain} (kernel/bpf/ringbuf.c): a callback for each sample, until one does not return 0. */
final class UserRingBufferFunctions {
    private UserRingBufferFunctions() {
    }

    static void addTo(final FunctionTable.Builder table) {
        table.helper(209, "bpf_user_ringbuf_drain",
                "long bpf_user_ringbuf_drain(struct bpf_map *map, void *callback_fn, void *ctx, u64 flags)",
                UserRingBufferFunctions::drain);
    }

    /** The number of samples that the callback saw, or an error. */
    private static long drain(final CallContext context, final long handle, final long callback,
            final long callbackContext, final long flags, final long unused5) {
        final BpfMap map = context.map(handle);
        if (!(map instanceof final UserRingBufferMap ring)) {
            context.fail("map %s is no user ring buffer but %s".formatted(map.name(), map.type().label()));
            return 0;
        }
        return ring.drain((sample, size) -> {
            final DynamicPointer pointer = DynamicPointer.ofSample(new MemoryRegion(
                    "sample of map " + map.name(), sample, size, true));
            context.lend(pointer);
            try {
                return context.callBack(callback, pointer.pointer(), callbackContext) == 0;
            } finally {
                // An exception of the program has a callback that runs on, when the sample has been consumed.
                context.takeBack(pointer);
            }
        }, flags);
    }
}
