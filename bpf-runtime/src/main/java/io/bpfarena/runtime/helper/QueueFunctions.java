package io.bpfarena.runtime.helper;

import io.bpfarena.runtime.map.BpfMap;

/** The helpers on queues and stacks (kernel/bpf/helpers.c); other maps answer EOPNOTSUPP. */
final class QueueFunctions {
    private QueueFunctions() {
    }

    static void addTo(final FunctionTable.Builder table) {
        table.helper(87, "bpf_map_push_elem",
                "long bpf_map_push_elem(struct bpf_map *map, const void *value, u64 flags)",
                QueueFunctions::push);
        table.helper(88, "bpf_map_pop_elem", "long bpf_map_pop_elem(struct bpf_map *map, void *value)",
                QueueFunctions::pop);
        table.helper(89, "bpf_map_peek_elem", "long bpf_map_peek_elem(struct bpf_map *map, void *value)",
                QueueFunctions::peek);
    }

    private static long push(final CallContext context, final long handle, final long value, final long flags,
            final long unused4, final long unused5) {
        final BpfMap map = MapFunctions.writable(context, handle);
        context.checkRead(value, map.valueSize(), "value of bpf_map_push_elem");
        return map.push(value, flags);
    }

    private static long pop(final CallContext context, final long handle, final long value, final long unused3,
            final long unused4, final long unused5) {
        final BpfMap map = MapFunctions.writable(context, handle);
        context.checkWrite(value, map.valueSize(), "value of bpf_map_pop_elem");
        return map.pop(value);
    }

    private static long peek(final CallContext context, final long handle, final long value, final long unused3,
            final long unused4, final long unused5) {
        final BpfMap map = context.map(handle);
        context.checkWrite(value, map.valueSize(), "value of bpf_map_peek_elem");
        return map.peek(value);
    }
}
