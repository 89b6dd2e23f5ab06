package io.bpfarena.runtime.packet;

import io.bpfarena.runtime.memory.MemoryRegion;
import io.bpfarena.runtime.memory.NativeMemory;
import java.lang.foreign.MemorySegment;

/**
 * The context of one run over a packet. It has memory of its own, whose address is what the program gets in {@code r1},
 * but an engine answers each access through this class: a field that stands for a packet pointer is four bytes wide and
 * its load gives all 64 bits of the address, as if the kernel had rewritten the instruction (convert_ctx_accesses).
 * Used by the thread that runs the program.
 */
public final class PacketContext {
    /** Offset of {@code pkt_type} in {@code struct __sk_buff}. */
    public static final int PACKET_TYPE = 4;
    /** Offset of {@code protocol}, in network order. */
    public static final int PROTOCOL = 16;
    /** Offset of {@code vlan_present}. */
    public static final int VLAN_PRESENT = 20;
    /** Offset of {@code vlan_tci}. */
    public static final int VLAN_TCI = 24;
    /** Offset of {@code vlan_proto}, in network order. */
    public static final int VLAN_PROTOCOL = 28;
    /** Offset of {@code hash}. */
    public static final int HASH = 68;

    /** SKF_NET_OFF and SKF_LL_OFF of uapi filter.h. */
    private static final int NETWORK_OFFSET = -0x100000;
    private static final int LINK_OFFSET = -0x200000;

    private final ContextLayout layout;
    private final Packet packet;
    private final int linkHeader;
    private final MemoryRegion memory;
    private final SocketBuffer buffer;

    private PacketContext(
            final ContextLayout layout, final Packet packet, final int linkHeader, final MemoryRegion memory) {
        this.layout = layout;
        this.packet = packet;
        this.linkHeader = linkHeader;
        this.memory = memory;
        this.buffer = layout == ContextLayout.XDP ? null : new SocketBuffer(this);
    }

    /**
     * A context with all plain fields zero.
     *
     * @param layout     of its fields.
     * @param packet     that it is about.
     * @param linkHeader bytes of the link layer's header that lie before the packet's start.
     * @param memory     of the context, of the layout's size; it must stay as long as the context is used.
     * @return the context.
     */
    public static PacketContext of(
            final ContextLayout layout, final Packet packet, final int linkHeader, final MemorySegment memory) {
        if (memory.byteSize() != layout.size()) {
            throw new IllegalArgumentException("a %s has %d bytes, the memory %d"
                    .formatted(layout.structure(), layout.size(), memory.byteSize()));
        }
        return new PacketContext(layout, packet, linkHeader,
                new MemoryRegion("context", memory.address(), layout.size(), false));
    }

    /** {@return where it is} */
    public MemoryRegion memory() {
        return memory;
    }

    /** {@return the packet} */
    public Packet packet() {
        return packet;
    }

    /** {@return whether it is a {@code struct __sk_buff}, not a {@code struct xdp_md}} */
    public boolean isSocketBuffer() {
        return layout != ContextLayout.XDP;
    }

    /**
     * What helpers do to a socket buffer.
     *
     * @return the buffer.
     * @throws IllegalStateException if it is a {@code struct xdp_md}.
     */
    public SocketBuffer socketBuffer() {
        if (buffer == null) {
            throw new IllegalStateException("a struct xdp_md is no socket buffer");
        }
        return buffer;
    }

    /** {@return bytes of the link layer's header that lie before the packet's start} */
    int linkHeader() {
        return linkHeader;
    }

    /** {@return whether programs may only read the packet, as a socket filter may} */
    public boolean isReadOnly() {
        return layout == ContextLayout.SOCKET_FILTER;
    }

    /**
     * What a plain field of four bytes holds.
     *
     * @param offset one of this class's constants.
     * @return its value.
     */
    public int field(final int offset) {
        return NativeMemory.getInt(memory.address() + offset);
    }

    /**
     * Changes a plain field of four bytes, also one that the program may only read.
     *
     * @param offset one of this class's constants.
     * @param value  what it holds from now on.
     */
    public void setField(final int offset, final int value) {
        NativeMemory.putInt(memory.address() + offset, value);
    }

    /**
     * Whether a load is allowed.
     *
     * @param offset bytes from the context's start.
     * @param bytes  1, 2, 4 or 8.
     * @return true if it is.
     */
    public boolean isLoadable(final int offset, final int bytes) {
        return layout.loadable(offset, bytes) != null;
    }

    /**
     * Whether a store is allowed.
     *
     * @param offset bytes from the context's start.
     * @param bytes  1, 2, 4 or 8.
     * @return true if it is.
     */
    public boolean isStorable(final int offset, final int bytes) {
        return layout.isStorable(offset, bytes);
    }

    /**
     * Loads.
     *
     * @param offset bytes from the context's start.
     * @param bytes  of a load that {@link #isLoadable is allowed}.
     * @return what the register holds then.
     */
    public long load(final int offset, final int bytes) {
        final ContextLayout.Field field = layout.loadable(offset, bytes);
        return switch (field.meaning()) {
            case PLAIN -> plain(memory.address() + offset, bytes);
            case START -> packet.start();
            case END -> packet.end();
            case METADATA -> packet.metadata();
            case LENGTH -> part(packet.length(), offset - field.offset(), bytes);
        };
    }

    private static long plain(final long address, final int bytes) {
        return switch (bytes) {
            case Byte.BYTES -> NativeMemory.getByte(address) & 0xFFL;
            case Short.BYTES -> NativeMemory.getShort(address) & 0xFFFFL;
            case Integer.BYTES -> NativeMemory.getInt(address) & 0xFFFF_FFFFL;
            default -> NativeMemory.getLong(address);
        };
    }

    private static long part(final long value, final int offset, final int bytes) {
        return value >>> offset * Byte.SIZE & (1L << bytes * Byte.SIZE) - 1;
    }

    /**
     * Where some bytes of the packet are, as legacy packet loads count (bpf_internal_load_pointer_neg_helper): from the
     * packet's start, or if negative from the link layer's header or the network layer's.
     *
     * @param offset from the instruction; below 0 from {@code SKF_LL_OFF} or {@code SKF_NET_OFF}.
     * @param bytes  of the load.
     * @return the native address, or 0 if they are not all within the packet.
     */
    public long place(final int offset, final int bytes) {
        if (offset >= 0) {
            return offset <= packet.length() - bytes ? packet.start() + offset : 0;
        }
        final long link = packet.start() - linkHeader;
        final long wanted;
        if (offset >= NETWORK_OFFSET) {
            wanted = link + buffer.networkOffset() + (offset - NETWORK_OFFSET);
        } else if (offset >= LINK_OFFSET) {
            wanted = link + (offset - LINK_OFFSET);
        } else {
            return 0;
        }
        return wanted <= packet.end() - bytes ? wanted : 0;
    }
}
