package io.bpfarena.runtime.packet;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.memory.NativeMemory;

/**
 * The VLAN tag of a socket buffer. The outermost is kept beside the packet, as hardware hands it over; further ones lie
 * in the packet, behind the two Ethernet addresses (net/core/skbuff.c, skb_vlan_push and skb_vlan_pop).
 */
public final class VlanTag {
    /** Bytes of the two Ethernet addresses. */
    private static final int ADDRESSES = 12;
    /** Bytes of a tag in the packet: VLAN_HLEN. */
    private static final int TAG = 4;
    /** ETH_P_8021Q in network order. */
    private static final int ETH_P_8021Q = 0x0081;
    /** ETH_P_8021AD in network order. */
    private static final int ETH_P_8021AD = 0xA888;

    private final PacketContext context;
    private final SocketBuffer buffer;

    VlanTag(final PacketContext context, final SocketBuffer buffer) {
        this.context = context;
        this.buffer = buffer;
    }

    /**
     * {@code bpf_skb_vlan_push}.
     *
     * @param protocol ETH_P_8021Q or ETH_P_8021AD in network order; anything else is taken for the former.
     * @param tag      tag control information.
     * @return 0.
     */
    public int push(final int protocol, final int tag) {
        if (context.field(PacketContext.VLAN_PRESENT) != 0) {
            final Packet packet = context.packet();
            final int outer = context.field(PacketContext.VLAN_PROTOCOL);
            packet.insert(ADDRESSES, TAG);
            NativeMemory.putShort(packet.start() + ADDRESSES, (short) outer);
            NativeMemory.putShort(packet.start() + ADDRESSES + 2,
                    Short.reverseBytes((short) context.field(PacketContext.VLAN_TCI)));
            context.setField(PacketContext.PROTOCOL, outer);
        }
        put(isVlan(protocol) ? protocol : ETH_P_8021Q, tag);
        return 0;
    }

    /**
     * {@code bpf_skb_vlan_pop}.
     *
     * @return 0, also if there is none; an error if the packet is too short for the tag that its type says it has.
     */
    public int pop() {
        if (context.field(PacketContext.VLAN_PRESENT) != 0) {
            put(0, 0);
        } else if (!isVlan(context.field(PacketContext.PROTOCOL))) {
            return 0;
        } else if (take() < 0) {
            return -Errno.ENOMEM.number();
        }
        final int next = context.field(PacketContext.PROTOCOL);
        if (isVlan(next)) {
            final int tag = take();
            if (tag < 0) {
                return -Errno.ENOMEM.number();
            }
            put(next, tag);
        }
        return 0;
    }

    private static boolean isVlan(final int protocol) {
        return protocol == ETH_P_8021Q || protocol == ETH_P_8021AD;
    }

    private void put(final int protocol, final int tag) {
        context.setField(PacketContext.VLAN_PRESENT, protocol == 0 ? 0 : 1);
        context.setField(PacketContext.VLAN_PROTOCOL, protocol);
        context.setField(PacketContext.VLAN_TCI, tag);
    }

    /** Takes the tag out of the packet; -1 if the packet is too short. */
    private int take() {
        final Packet packet = context.packet();
        if (packet.length() < Packet.ETHERNET_HEADER + TAG) {
            return -1;
        }
        final int tag = Short.reverseBytes(NativeMemory.getShort(packet.start() + Packet.ETHERNET_HEADER)) & 0xFFFF;
        packet.remove(ADDRESSES, TAG);
        context.setField(PacketContext.PROTOCOL, EtherType.of(packet));
        buffer.setNetworkOffset(Math.max(Packet.ETHERNET_HEADER, buffer.networkOffset() - TAG));
        return tag;
    }
}
