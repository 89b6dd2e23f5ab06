package io.bpfarena.runtime.helper;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.memory.MemoryRegion;

/** {@code bpf_for_each_map_elem} (kernel/bpf/bpf_iter.c): a callback for each element, until one does not return 0. */
final class ForEachFunction {
    private ForEachFunction() {
    }

    static void addTo(final FunctionTable.Builder table) {
        table.helper(164, "bpf_for_each_map_elem",
                "long bpf_for_each_map_elem(struct bpf_map *map, void *callback_fn, void *callback_ctx, u64 flags)",
                ForEachFunction::forEach);
    }

    /** The number of elements that the callback saw. */
    private static long forEach(final CallContext context, final long handle, final long callback,
            final long callbackContext, final long flags, final long unused5) {
        final BpfMap map = context.map(handle);
        if (flags != 0) {
            return -Errno.EINVAL.number();
        }
        // Where most buckets are empty, no callback looks at the clock.
        context.checkDeadline();
        final long seen = map.forEach(context.cpu(), (key, value) -> {
            final Loan copy = new LentMemory(key,
                    new MemoryRegion("key of map " + map.name(), key, map.keySize(), false));
            context.lend(copy);
            try {
                return context.callBack(callback, handle, key, value, callbackContext) == 0;
            } finally {
                // An exception of the program has a callback that runs on, when the copy has gone.
                context.takeBack(copy);
            }
        });
        if (seen == -Errno.EOPNOTSUPP.number()) {
            context.fail("callback function not allowed for map: map %s is a %s"
                    .formatted(map.name(), map.type().label()));
        }
        return seen;
    }
}
