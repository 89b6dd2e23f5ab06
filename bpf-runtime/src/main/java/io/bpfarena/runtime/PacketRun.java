package io.bpfarena.runtime;

import io.bpfarena.runtime.packet.ContextLayout;
import io.bpfarena.runtime.packet.EtherType;
import io.bpfarena.runtime.packet.Packet;
import io.bpfarena.runtime.packet.PacketContext;
import io.bpfarena.runtime.program.ProgramType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A packet and its context before and after one run, as BPF_PROG_TEST_RUN makes them (net/bpf/test_run.c). A context
 * that the caller gives stands for the fields that user space may set, and gets them back afterwards.
 */
final class PacketRun implements AutoCloseable {
    /** A page holds headroom, packet and what the kernel keeps behind it (struct skb_shared_info). */
    private static final int FRAME = 4096 - 320;
    /** XDP_PACKET_HEADROOM. */
    private static final int XDP_HEADROOM = 256;
    /** NET_SKB_PAD. */
    private static final int SOCKET_BUFFER_HEADROOM = 64;
    /** Number of the loopback device, on which test packets arrive. */
    private static final int LOOPBACK = 1;

    private final byte[] user;
    private final Arena scope = Arena.ofConfined();
    private final Packet packet;
    private final PacketContext context;
    private final ByteBuffer fields;
    private final ProgramType type;

    private PacketRun(final ProgramType type, final RunOptions options) {
        this.type = type;
        this.user = options.context();
        final ContextLayout layout = layout(type);
        final int headroom = type == ProgramType.XDP ? XDP_HEADROOM : SOCKET_BUFFER_HEADROOM;
        final byte[] data = options.data();
        if (data.length < Packet.ETHERNET_HEADER || data.length > FRAME - headroom) {
            throw new InvalidInputException("a packet for a program of type %s must have %d to %d bytes: size=%d"
                    .formatted(type.label(), Packet.ETHERNET_HEADER, FRAME - headroom, data.length));
        }
        final ByteBuffer given = ByteBuffer.allocate(Math.max(layout.size(), user.length))
                .order(ByteOrder.LITTLE_ENDIAN).put(0, user);
        final int metadata = type == ProgramType.XDP ? checkXdp(given, data.length) : checkSocketBuffer(given);
        final MemorySegment memory = scope.allocate(layout.size(), Long.BYTES);
        this.fields = memory.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        this.packet = Packet.of(data, metadata, headroom, FRAME - headroom - data.length + metadata);
        this.context = PacketContext.of(layout, packet, type == ProgramType.SOCKET_FILTER
                ? Packet.ETHERNET_HEADER : 0, memory);
        if (type != ProgramType.XDP) {
            fill(given, data);
        }
    }

    static PacketRun of(final ProgramType type, final RunOptions options) {
        return new PacketRun(type, options);
    }

    private static ContextLayout layout(final ProgramType type) {
        return switch (type) {
            case XDP -> ContextLayout.XDP;
            case SOCKET_FILTER -> ContextLayout.SOCKET_FILTER;
            case SCHED_CLS, SCHED_ACT -> ContextLayout.TRAFFIC_CONTROL;
            default -> throw new IllegalArgumentException(
                    "programs of type %s have no packet".formatted(type.label()));
        };
    }

    PacketContext context() {
        return context;
    }

    /** Bytes of metadata: all that stands before {@code data} (bpf_prog_test_run_xdp). */
    private int checkXdp(final ByteBuffer given, final int size) {
        final int start = given.getInt(0);
        final int end = given.getInt(4);
        final boolean ordered = user.length == 0 || start >= 0 && start <= end && end <= size;
        final boolean fits = start % Integer.BYTES == 0 && start <= 252 && size - start >= Packet.ETHERNET_HEADER;
        if (!ordered || !fits) {
            throw new InvalidInputException(
                    "invalid context: data=%d, data_end=%d of %d bytes".formatted(start, end, size));
        }
        checkZero(given, 8, given.capacity());
        return start;
    }

    /** The fields that may be set are those of convert___skb_to_skb. */
    private int checkSocketBuffer(final ByteBuffer given) {
        checkZero(given, 0, 8);
        checkZero(given, 12, 32);
        checkZero(given, 44, 48);
        checkZero(given, 68, 152);
        checkZero(given, 160, 164);
        checkZero(given, 168, 176);
        checkZero(given, 180, 184);
        checkZero(given, 192, given.capacity());
        return 0;
    }

    private static void checkZero(final ByteBuffer given, final int from, final int to) {
        for (int offset = from; offset < to; offset++) {
            if (given.get(offset) != 0) {
                throw new InvalidInputException("invalid context: the byte at offset %d must be 0".formatted(offset));
            }
        }
    }

    private void fill(final ByteBuffer given, final byte[] data) {
        final int protocol = EtherType.of(packet);
        if (type == ProgramType.SOCKET_FILTER) {
            packet.pull(Packet.ETHERNET_HEADER);
        }
        fields.put(0, given, 0, fields.capacity());
        fields.putInt(4, packetType(data));
        fields.putInt(16, protocol);
        if (fields.getInt(40) == 0) {
            fields.putInt(40, LOOPBACK);
        }
        fields.putInt(160, packet.length());
    }

    /** PACKET_HOST 0 for the loopback device's address of zeros, else as the address says (eth_type_trans). */
    private static int packetType(final byte[] data) {
        int or = 0;
        int and = 0xFF;
        for (int i = 0; i < 6; i++) {
            or |= data[i] & 0xFF;
            and &= data[i];
        }
        if (or == 0) {
            return 0;
        }
        return (data[0] & 1) == 0 ? 3 : and == 0xFF ? 1 : 2;
    }

    /** Takes back what the program left: the packet, and the fields of a context that the caller gave. */
    byte[] finish() {
        final ByteBuffer left = ByteBuffer.allocate(Math.max(fields.capacity(), user.length))
                .order(ByteOrder.LITTLE_ENDIAN);
        if (type == ProgramType.XDP) {
            left.putInt(0, (int) (packet.start() - packet.metadata()));
            left.putInt(4, (int) (packet.end() - packet.metadata()));
        } else {
            left.putInt(0, packet.length());
            left.putInt(8, fields.getInt(8));
            left.put(32, fields, 32, 12);
            left.put(48, fields, 48, 20);
            left.put(152, fields, 152, 16);
            left.put(176, fields, 176, 4);
            left.put(184, fields, 184, 8);
        }
        left.get(0, user);
        if (type == ProgramType.SOCKET_FILTER) {
            packet.pull(-Packet.ETHERNET_HEADER);
        }
        final byte[] bytes = packet.bytes();
        if (type == ProgramType.SOCKET_FILTER) {
            Arrays.fill(bytes, 0, Packet.ETHERNET_HEADER, (byte) 0);
        }
        return bytes;
    }

    @Override
    public void close() {
        packet.close();
        scope.close();
    }
}
