package io.bpfarena.runtime.packet;

import io.bpfarena.runtime.memory.NativeMemory;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A number for the flow that a packet belongs to: the same in both directions, never 0, and different in each process,
 * as the kernel's skb_get_hash (net/core/flow_dissector.c). Of what the kernel looks through, this knows IPv4 and IPv6
 * with TCP or UDP; what it does not know is one flow for each protocol.
 */
final class FlowHash {
    private static final int IPV4 = 0x0008;
    private static final int IPV6 = 0xDD86;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int FRAGMENT = 0x3FFF;
    private static final long SECRET = ThreadLocalRandom.current().nextLong();
    /** An odd number without pattern, from the golden ratio. */
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    private final Packet packet;
    private long state = SECRET;

    private FlowHash(final Packet packet) {
        this.packet = packet;
    }

    /** The hash of a packet whose network layer's header of some protocol is at an offset. */
    static int of(final Packet packet, final int protocol, final int networkOffset) {
        final FlowHash hash = new FlowHash(packet);
        hash.add(protocol);
        if (protocol == IPV4) {
            hash.addIpv4(networkOffset);
        } else if (protocol == IPV6) {
            hash.addIpv6(networkOffset);
        }
        final int result = (int) (hash.state >>> Integer.SIZE);
        return result == 0 ? 1 : result;
    }

    private void addIpv4(final int at) {
        if (!has(at, 20)) {
            return;
        }
        final int transport = at + 4 * (NativeMemory.getByte(packet.start() + at) & 0xF);
        final int protocol = NativeMemory.getByte(packet.start() + at + 9) & 0xFF;
        addPair(NativeMemory.getInt(packet.start() + at + 12), NativeMemory.getInt(packet.start() + at + 16));
        add(protocol);
        if ((Short.reverseBytes(NativeMemory.getShort(packet.start() + at + 6)) & FRAGMENT) == 0) {
            addPorts(protocol, transport);
        }
    }

    private void addIpv6(final int at) {
        if (!has(at, 40)) {
            return;
        }
        final int protocol = NativeMemory.getByte(packet.start() + at + 6) & 0xFF;
        addPair(mixed(at + 8), mixed(at + 24));
        add(protocol);
        addPorts(protocol, at + 40);
    }

    private void addPorts(final int protocol, final int at) {
        if ((protocol == TCP || protocol == UDP) && has(at, 4)) {
            addPair(NativeMemory.getShort(packet.start() + at), NativeMemory.getShort(packet.start() + at + 2));
        }
    }

    /** An address of 16 bytes as one number. */
    private long mixed(final int at) {
        return NativeMemory.getLong(packet.start() + at) * SPREAD
                + NativeMemory.getLong(packet.start() + at + Long.BYTES);
    }

    private boolean has(final int at, final int count) {
        return at + count <= packet.length();
    }

    /** In one order, whichever way the packet goes. */
    private void addPair(final long one, final long other) {
        add(Math.min(one, other));
        add(Math.max(one, other));
    }

    private void add(final long value) {
        state = (state ^ value) * SPREAD;
        state ^= state >>> 29;
    }
}
