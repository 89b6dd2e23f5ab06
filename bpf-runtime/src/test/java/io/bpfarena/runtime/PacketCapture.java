package io.bpfarena.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Packets of capture files in the format of libpcap, little-endian, link type Ethernet. */
public final class PacketCapture {
    private static final int MAGIC = 0xA1B2C3D4;
    private static final int ETHERNET = 1;

    private PacketCapture() {
    }

    /**
     * Nine packets: TCP to 443 and UDP to 53 over IPv4, ICMP, TCP to 80 and UDP to 5353 over IPv6, ARP, one cut within
     * its IPv4 header, UDP to 123 behind IPv4 options, and one cut within its TCP header.
     */
    static List<byte[]> packets() throws IOException {
        return packets("capture.pcap");
    }

    /**
     * The packets of a file. {@code traffic.pcap} is what tcpdump saw between two network namespaces of Linux: ARP,
     * neighbour discovery, pings, HTTP over IPv4 and IPv6, UDP with fragments, frames of VLAN 100, a port unreachable;
     * 66 packets, each cut after 96 bytes.
     */
    public static List<byte[]> packets(final String name) throws IOException {
        try (InputStream in = PacketCapture.class.getResourceAsStream("/packets/" + name)) {
            final ByteBuffer file = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
            if (file.getInt(0) != MAGIC || file.getInt(20) != ETHERNET) {
                throw new IOException("not the capture that this test needs");
            }
            final List<byte[]> packets = new ArrayList<>();
            file.position(24);
            while (file.hasRemaining()) {
                final byte[] packet = new byte[file.getInt(file.position() + 8)];
                file.position(file.position() + 16).get(packet);
                packets.add(packet);
            }
            return packets;
        }
    }
}
