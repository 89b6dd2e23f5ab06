package io.bpfarena.runtime.programs;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** What the program of flows.bpf.c makes of packets, done in Java from the formats' own definitions. */
final class PacketModel {
    /** Counters by the numbers that the source gives them. */
    enum Counter {
        PACKETS, ARP, IPV4, IPV6, VLAN, TCP, UDP, ICMP, ICMPV6, FRAGMENTS, CUT, OTHER, NO_ROOM
    }

    /** Who talks to whom; addresses in hex. */
    record Key(int version, int protocol, int vlan, String source, int sourcePort, String target, int targetPort)
            implements Comparable<Key> {
        @Override
        public int compareTo(final Key other) {
            return toString().compareTo(other.toString());
        }
    }

    /** What they said. */
    record Flow(long packets, long bytes, long syns) {
        Flow plus(final Flow other) {
            return new Flow(packets + other.packets, bytes + other.bytes, syns + other.syns);
        }
    }

    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int FRAGMENT = 44;
    private static final int SYN_AND_ACK = 0x12;
    private static final int SYN = 0x02;

    private final Map<Key, Flow> flows = new TreeMap<>();
    private final long[] counters = new long[Counter.values().length];

    Map<Key, Flow> flows() {
        return flows;
    }

    long count(final Counter counter) {
        return counters[counter.ordinal()];
    }

    /** Whether the packet passes: all but those that end within what the program needs. */
    boolean take(final byte[] packet) {
        count(Counter.PACKETS, 1);
        try {
            ethernet(packet);
            return true;
        } catch (final IndexOutOfBoundsException e) {
            count(Counter.CUT, 1);
            return false;
        }
    }

    private void count(final Counter counter, final int by) {
        counters[counter.ordinal()] += by;
    }

    private void ethernet(final byte[] bytes) {
        final ByteBuffer packet = ByteBuffer.wrap(bytes);
        int offset = 12;
        int vlan = 0;
        while (packet.getShort(offset) == (short) 0x8100) {
            count(Counter.VLAN, 1);
            vlan = packet.getShort(offset + 2) & 0xFFF;
            offset += 4;
        }
        final int type = packet.getShort(offset) & 0xFFFF;
        switch (type) {
            case 0x0800 -> ipv4(packet, offset + 2, vlan);
            case 0x86DD -> ipv6(packet, offset + 2, vlan);
            case 0x0806 -> count(Counter.ARP, 1);
            default -> count(Counter.OTHER, 1);
        }
    }

    /** RFC 791, section 3.1. */
    private void ipv4(final ByteBuffer packet, final int start, final int vlan) {
        count(Counter.IPV4, 1);
        final String source = address(packet, start + 12, 4);
        final String target = address(packet, start + 16, 4);
        final int header = (packet.get(start) & 0xF) * 4;
        packet.get(start + header - 1);
        final int fragment = packet.getShort(start + 6);
        count(Counter.FRAGMENTS, (fragment & 0x3FFF) == 0 ? 0 : 1);
        transport(packet, (fragment & 0x1FFF) == 0 ? start + header : -1,
                new Key(4, packet.get(start + 9) & 0xFF, vlan, source, 0, target, 0));
    }

    /** RFC 8200, sections 3 and 4.5; of extension headers the captures have that of fragments alone. */
    private void ipv6(final ByteBuffer packet, final int start, final int vlan) {
        count(Counter.IPV6, 1);
        final String source = address(packet, start + 8, 16);
        final String target = address(packet, start + 24, 16);
        int protocol = packet.get(start + 6) & 0xFF;
        int next = start + 40;
        if (protocol == FRAGMENT) {
            count(Counter.FRAGMENTS, 1);
            protocol = packet.get(next) & 0xFF;
            next = (packet.getShort(next + 2) & 0xFFF8) == 0 ? next + 8 : -1;
        }
        transport(packet, next, new Key(6, protocol, vlan, source, 0, target, 0));
    }

    private static String address(final ByteBuffer packet, final int offset, final int length) {
        final byte[] address = new byte[length];
        packet.get(offset, address);
        return HexFormat.of().formatHex(address);
    }

    /** The header of the protocol, unless it is in another fragment: offset -1. */
    private void transport(final ByteBuffer packet, final int offset, final Key key) {
        long syn = 0;
        Key whole = key;
        if (offset >= 0) {
            count(switch (key.protocol()) {
                case 1 -> Counter.ICMP;
                case TCP -> Counter.TCP;
                case UDP -> Counter.UDP;
                case 58 -> Counter.ICMPV6;
                default -> Counter.OTHER;
            }, 1);
            if (key.protocol() == TCP || key.protocol() == UDP) {
                whole = new Key(key.version(), key.protocol(), key.vlan(),
                        key.source(), packet.getShort(offset) & 0xFFFF,
                        key.target(), packet.getShort(offset + 2) & 0xFFFF);
            }
            if (key.protocol() == TCP && packet.limit() >= offset + 20) {
                syn = (packet.get(offset + 13) & SYN_AND_ACK) == SYN ? 1 : 0;
            }
        }
        flows.merge(whole, new Flow(1, packet.limit(), syn), Flow::plus);
    }
}
