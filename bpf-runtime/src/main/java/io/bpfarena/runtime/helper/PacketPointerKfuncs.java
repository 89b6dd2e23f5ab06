package io.bpfarena.runtime.helper;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.helper.DynamicPointer.View;
import io.bpfarena.runtime.packet.PacketContext;

/** Dynptrs to the packet that a program runs over (net/core/filter.c). */
final class PacketPointerKfuncs {
    private PacketPointerKfuncs() {
    }

    static void addTo(final FunctionTable.Builder table) {
        table.kfunc("bpf_dynptr_from_skb",
                "int bpf_dynptr_from_skb(struct __sk_buff *s, u64 flags, struct bpf_dynptr *ptr__uninit)",
                (context, s, flags, pointer, r4, r5) -> create(context, s, flags, pointer, true));
        table.kfunc("bpf_dynptr_from_xdp",
                "int bpf_dynptr_from_xdp(struct xdp_md *x, u64 flags, struct bpf_dynptr *ptr__uninit)",
                (context, x, flags, pointer, r4, r5) -> create(context, x, flags, pointer, false));
    }

    private static long create(final CallContext context, final long packet, final long flags, final long pointer,
            final boolean socketBuffer) {
        final PacketContext found = context.packet(packet);
        if (found.isSocketBuffer() != socketBuffer) {
            context.fail("the context is not that of %s".formatted(
                    socketBuffer ? "struct __sk_buff" : "struct xdp_md"));
        }
        DynamicPointer.create(context, pointer, flags != 0 ? View.NULL : new View(
                new DynamicMemory.OfPacket(found), 0, found.packet().length(), found.isReadOnly()));
        return flags != 0 ? -Errno.EINVAL.number() : 0;
    }
}
