package io.bpfarena.runtime.helper;

import io.bpfarena.linux.Errno;

/** The helpers that move the ends of a packet (net/core/filter.c, bpf_xdp_adjust_*). */
final class XdpFunctions {
    private XdpFunctions() {
    }

    static void addTo(final FunctionTable.Builder table) {
        table.helper(44, "bpf_xdp_adjust_head", "long bpf_xdp_adjust_head(struct xdp_buff *xdp_md, int delta)",
                XdpFunctions::adjustHead);
        table.helper(54, "bpf_xdp_adjust_meta", "long bpf_xdp_adjust_meta(struct xdp_buff *xdp_md, int delta)",
                XdpFunctions::adjustMetadata);
        table.helper(65, "bpf_xdp_adjust_tail", "long bpf_xdp_adjust_tail(struct xdp_buff *xdp_md, int delta)",
                XdpFunctions::adjustTail);
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
}
