package io.bpfarena.runtime.helper;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.packet.PacketContext;
import io.bpfarena.runtime.packet.SocketBuffer;
import java.util.function.ToLongFunction;

/** The helpers that change a {@code struct __sk_buff} beyond its bytes, and where it goes (net/core/filter.c). */
final class SocketBufferShapeFunctions {
    private static final int TC_ACT_SHOT = 2;
    private static final int TC_ACT_REDIRECT = 7;
    private static final int XDP_ABORTED = 0;
    private static final int XDP_REDIRECT = 4;
    /** bpf_redirect: to where the device receives, not sends. */
    private static final long INGRESS = 1;
    /** PACKET_OTHERHOST, the last type of packet that a program may set. */
    private static final int PACKET_OTHERHOST = 3;

    private SocketBufferShapeFunctions() {
    }

    static void addTo(final FunctionTable.Builder table) {
        addShapes(table);
        table.helper(23, "bpf_redirect", "long bpf_redirect(u32 ifindex, u64 flags)",
                SocketBufferShapeFunctions::redirect);
        table.helper(32, "bpf_skb_change_type", "long bpf_skb_change_type(struct sk_buff *skb, u32 type)",
                SocketBufferShapeFunctions::changeType);
        table.helper(34, "bpf_get_hash_recalc", "u32 bpf_get_hash_recalc(struct sk_buff *skb)",
                (context, skb, r2, r3, r4, r5) -> buffer(context, skb).hash() & 0xFFFF_FFFFL);
        // A packet of a test run has no sum that hardware completes.
        table.helper(40, "bpf_csum_update", "s64 bpf_csum_update(struct sk_buff *skb, __wsum csum)",
                (context, skb, sum, r3, r4, r5) -> {
                    context.packet(skb);
                    return -Errno.ENOTSUPP.number();
                });
        table.helper(41, "bpf_set_hash_invalid", "void bpf_set_hash_invalid(struct sk_buff *skb)",
                (context, skb, r2, r3, r4, r5) -> {
                    buffer(context, skb).clearHash();
                    return 0;
                });
        table.helper(48, "bpf_set_hash", "long bpf_set_hash(struct sk_buff *skb, u32 hash)",
                (context, skb, hash, r3, r4, r5) -> {
                    buffer(context, skb).setHash((int) hash);
                    return 0;
                });
        table.helper(135, "bpf_csum_level", "long bpf_csum_level(struct sk_buff *skb, u64 level)",
                (context, skb, level, r3, r4, r5) -> buffer(context, skb).checksum().change(level));
    }

    private static void addShapes(final FunctionTable.Builder table) {
        table.helper(18, "bpf_skb_vlan_push",
                "long bpf_skb_vlan_push(struct sk_buff *skb, __be16 vlan_proto, u16 vlan_tci)",
                (context, skb, protocol, tag, r4, r5) -> change(context, skb,
                        buffer -> buffer.vlan().push((int) protocol, (int) tag)));
        table.helper(19, "bpf_skb_vlan_pop", "long bpf_skb_vlan_pop(struct sk_buff *skb)",
                (context, skb, r2, r3, r4, r5) -> change(context, skb, buffer -> buffer.vlan().pop()));
        table.helper(31, "bpf_skb_change_proto",
                "long bpf_skb_change_proto(struct sk_buff *skb, __be16 proto, u64 flags)",
                (context, skb, protocol, flags, r4, r5) -> change(context, skb,
                        buffer -> buffer.changeProtocol((int) protocol, flags)));
        table.helper(38, "bpf_skb_change_tail",
                "long bpf_skb_change_tail(struct sk_buff *skb, u32 len, u64 flags)",
                (context, skb, length, flags, r4, r5) -> change(context, skb,
                        buffer -> buffer.changeTail(length, flags)));
        table.helper(39, "bpf_skb_pull_data", "long bpf_skb_pull_data(struct sk_buff *skb, u32 len)",
                (context, skb, length, r3, r4, r5) -> change(context, skb, buffer -> buffer.pullData(length)));
        table.helper(43, "bpf_skb_change_head",
                "long bpf_skb_change_head(struct sk_buff *skb, u32 len, u64 flags)",
                (context, skb, room, flags, r4, r5) -> change(context, skb,
                        buffer -> buffer.changeHead(room, flags)));
        table.helper(50, "bpf_skb_adjust_room",
                "long bpf_skb_adjust_room(struct sk_buff *skb, s32 len_diff, u32 mode, u64 flags)",
                (context, skb, difference, mode, flags, r5) -> change(context, skb,
                        buffer -> buffer.adjustRoom((int) difference, (int) mode, flags)));
    }

    private static SocketBuffer buffer(final CallContext context, final long packet) {
        return context.packet(packet).socketBuffer();
    }

    private static long change(
            final CallContext context, final long packet, final ToLongFunction<SocketBuffer> change) {
        final long answer = change.applyAsLong(buffer(context, packet));
        context.packetMoved();
        return answer;
    }

    private static long changeType(final CallContext context, final long packet, final long type, final long unused3,
            final long unused4, final long unused5) {
        final PacketContext found = context.packet(packet);
        if (found.field(PacketContext.PACKET_TYPE) > PACKET_OTHERHOST || type > PACKET_OTHERHOST) {
            return -Errno.EINVAL.number();
        }
        found.setField(PacketContext.PACKET_TYPE, (int) type);
        return 0;
    }

    /** Nothing goes anywhere here; the answer is the verdict that the program then returns. */
    private static long redirect(final CallContext context, final long device, final long flags, final long unused3,
            final long unused4, final long unused5) {
        final PacketContext packet = context.packet();
        if (packet == null) {
            context.fail("bpf_redirect in a program that runs over no packet");
        }
        if (packet.isSocketBuffer()) {
            return (flags & ~INGRESS) == 0 ? TC_ACT_REDIRECT : TC_ACT_SHOT;
        }
        return flags == 0 ? XDP_REDIRECT : XDP_ABORTED;
    }
}
