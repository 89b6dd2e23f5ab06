package io.bpfarena.runtime.helper;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.memory.NativeMemory;
import io.bpfarena.runtime.packet.Packet;

/** The helpers that move the ends of a packet (net/core/filter.c, bpf_xdp_adjust_*). */
final class XdpFunctions {
    private static final int MAX_PACKET = 0xFFFF;

    private XdpFunctions() {
    }

    static void addTo(final FunctionTable.Builder table) {
        table.helper(44, "bpf_xdp_adjust_head", "long bpf_xdp_adjust_head(struct xdp_buff *xdp_md, int delta)",
                XdpFunctions::adjustHead);
        table.helper(54, "bpf_xdp_adjust_meta", "long bpf_xdp_adjust_meta(struct xdp_buff *xdp_md, int delta)",
                XdpFunctions::adjustMetadata);
        table.helper(65, "bpf_xdp_adjust_tail", "long bpf_xdp_adjust_tail(struct xdp_buff *xdp_md, int delta)",
                XdpFunctions::adjustTail);
        table.helper(188, "bpf_xdp_get_buff_len", "u64 bpf_xdp_get_buff_len(struct xdp_buff *xdp_md)",
                (context, packet, r2, r3, r4, r5) -> context.packet(packet).packet().length());
        table.helper(189, "bpf_xdp_load_bytes",
                "long bpf_xdp_load_bytes(struct xdp_buff *xdp_md, u32 offset, void *buf, u32 len)",
                XdpFunctions::loadBytes);
        table.helper(190, "bpf_xdp_store_bytes",
                "long bpf_xdp_store_bytes(struct xdp_buff *xdp_md, u32 offset, void *buf, u32 len)",
                XdpFunctions::storeBytes);
    }

    private static long adjustHead(final CallContext context, final long packet, final long delta,
            final long unused3, final long unused4, final long unused5) {
        final boolean moved = context.packet(packet).packet().adjustHead((int) delta);
        context.packetMoved();
        return moved ? 0 : -Errno.EINVAL.number();
    }

    private static long adjustTail(final CallContext context, final long packet, final long delta,
            final long unused3, final long unused4, final long unused5) {
        final boolean moved = context.packet(packet).packet().adjustTail((int) delta);
        context.packetMoved();
        return moved ? 0 : -Errno.EINVAL.number();
    }

    private static long adjustMetadata(final CallContext context, final long packet, final long delta,
            final long unused3, final long unused4, final long unused5) {
        final long answer = switch (context.packet(packet).packet().adjustMetadata((int) delta)) {
            case MOVED -> 0;
            case OUT_OF_RANGE -> -Errno.EINVAL.number();
            case BAD_SIZE -> -Errno.EACCES.number();
        };
        context.packetMoved();
        return answer;
    }

    private static long loadBytes(final CallContext context, final long packet, final long offset, final long to,
            final long length, final long unused5) {
        context.checkWrite(to, length, "buf of bpf_xdp_load_bytes");
        final long place = place(context.packet(packet).packet(), offset, length);
        if (place < 0) {
            return place;
        }
        NativeMemory.copy(place, to, length);
        return 0;
    }

    private static long storeBytes(final CallContext context, final long packet, final long offset, final long from,
            final long length, final long unused5) {
        context.checkRead(from, length, "buf of bpf_xdp_store_bytes");
        final long place = place(context.packet(packet).packet(), offset, length);
        if (place < 0) {
            return place;
        }
        NativeMemory.copy(from, place, length);
        return 0;
    }

    /** The native address, or a negative error number (bpf_xdp_pointer). */
    private static long place(final Packet packet, final long offset, final long length) {
        if (offset > MAX_PACKET || length > MAX_PACKET) {
            return -Errno.EFAULT.number();
        }
        return offset + length <= packet.length() ? packet.start() + offset : -Errno.EINVAL.number();
    }
}
