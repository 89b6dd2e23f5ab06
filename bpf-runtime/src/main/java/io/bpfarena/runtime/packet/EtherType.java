package io.bpfarena.runtime.packet;

import io.bpfarena.runtime.memory.NativeMemory;

/** The protocol of a packet, by what stands behind its Ethernet addresses (eth_type_trans, vlan_set_encap_proto). */
public final class EtherType {
    private static final int ETH_P_802_3 = 0x0100;
    private static final int ETH_P_802_2 = 0x0400;
    private static final int ETH_P_802_3_MIN = 0x0600;
    private static final int PLACE = 12;

    private EtherType() {
    }

    /**
     * Reads it.
     *
     * @param packet from its Ethernet header on.
     * @return the protocol in network order; a length in its place means IEEE 802.3.
     */
    public static int of(final Packet packet) {
        final int field = NativeMemory.getShort(packet.start() + PLACE) & 0xFFFF;
        if ((Short.reverseBytes((short) field) & 0xFFFF) >= ETH_P_802_3_MIN) {
            return field;
        }
        final boolean raw = packet.length() >= Packet.ETHERNET_HEADER + 2
                && NativeMemory.getShort(packet.start() + Packet.ETHERNET_HEADER) == -1;
        return raw ? ETH_P_802_3 : ETH_P_802_2;
    }
}
