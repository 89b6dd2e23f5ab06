package io.bpfarena.runtime.packet;

import io.bpfarena.linux.Errno;

/**
 * What the kernel knows of a packet beyond its bytes and the fields that programs see, and the changes to its shape
 * that depend on that (struct sk_buff, net/core/filter.c). Each change answers 0 or a negative error number; unless it
 * is 0, nothing changed. Used by the thread that runs the program.
 */
public final class SocketBuffer {
    private static final int EINVAL = -Errno.EINVAL.number();
    private static final int ENOTSUPP = -Errno.ENOTSUPP.number();
    private static final int ENOMEM = -Errno.ENOMEM.number();
    /** Longest packet that a program can make: BPF_SKB_MAX_LEN, four pages less what the kernel keeps behind it. */
    private static final int MAX_LENGTH = 4 * 4096 - 320;

    private final PacketContext context;
    private final ChecksumState checksum = new ChecksumState();
    private final VlanTag vlan;
    /** From the link layer's header to the network layer's. */
    private int networkOffset = Packet.ETHERNET_HEADER;
    private boolean encapsulated;
    /** Whether the field hash holds the packet's. */
    private boolean hashed;

    SocketBuffer(final PacketContext context) {
        this.context = context;
        this.vlan = new VlanTag(context, this);
    }

    /** {@return what is known of the checksum} */
    public ChecksumState checksum() {
        return checksum;
    }

    /** {@return the tag beside the packet} */
    public VlanTag vlan() {
        return vlan;
    }

    /** {@return bytes from the link layer's header to the network layer's} */
    public int networkOffset() {
        return networkOffset;
    }

    void setNetworkOffset(final int offset) {
        networkOffset = offset;
    }

    /**
     * Where bytes are, counted from a header (bpf_skb_load_bytes_relative).
     *
     * @param network whether from the network layer's header, not the link layer's.
     * @param offset  bytes from there, not negative.
     * @param length  bytes, not negative.
     * @return the native address, or 0 if they are not all within the packet.
     */
    public long place(final boolean network, final long offset, final long length) {
        final Packet packet = packet();
        final long from = packet.start() - context.linkHeader() + (network ? networkOffset : 0) + offset;
        return from + length <= packet.end() ? from : 0;
    }

    /**
     * {@code bpf_skb_change_tail}.
     *
     * @param length bytes that the packet is to have; new ones are zero.
     * @param flags  must be 0.
     * @return 0 or an error.
     */
    public int changeTail(final long length, final long flags) {
        if (flags != 0 || length > MAX_LENGTH || length < networkOffset) {
            return EINVAL;
        }
        if (encapsulated) {
            return ENOTSUPP;
        }
        packet().resize((int) length);
        return 0;
    }

    /**
     * {@code bpf_skb_change_head}.
     *
     * @param room  zero bytes to put before the packet.
     * @param flags must be 0.
     * @return 0 or an error.
     */
    public int changeHead(final long room, final long flags) {
        if (flags != 0 || room + packet().length() > MAX_LENGTH) {
            return EINVAL;
        }
        packet().insert(0, (int) room);
        networkOffset += (int) room;
        return 0;
    }

    /**
     * {@code bpf_skb_pull_data}: all of a packet is in one piece here.
     *
     * @param length bytes that are wanted in one piece.
     * @return 0 or an error.
     */
    public int pullData(final long length) {
        return length > packet().length() ? ENOMEM : 0;
    }

    /**
     * {@code bpf_skb_change_proto}: makes 20 bytes of room for the longer header of IPv6, or takes them away.
     *
     * @param wanted ETH_P_IP or ETH_P_IPV6 in network order.
     * @param flags  must be 0.
     * @return 0 or an error.
     */
    public int changeProtocol(final int wanted, final long flags) {
        if (flags != 0) {
            return EINVAL;
        }
        final int answer = new Room(context, this).translate(wanted);
        if (answer == 0) {
            clearHash();
        }
        return answer;
    }

    /**
     * {@code bpf_skb_adjust_room}.
     *
     * @param difference bytes of room; negative takes bytes away.
     * @param mode       0 behind the network layer's header, 1 before it.
     * @param flags      BPF_F_ADJ_ROOM_*.
     * @return 0 or an error.
     */
    public int adjustRoom(final int difference, final int mode, final long flags) {
        return new Room(context, this).adjust(difference, mode, flags, MAX_LENGTH);
    }

    /**
     * {@code bpf_set_hash}.
     *
     * @param hash what the field {@code hash} holds from now on.
     */
    public void setHash(final int hash) {
        hashed = true;
        context.setField(PacketContext.HASH, hash);
    }

    /** {@code bpf_set_hash_invalid}: the field is 0 until the hash is asked for. */
    public void clearHash() {
        hashed = false;
        context.setField(PacketContext.HASH, 0);
    }

    /** {@return the packet's hash, made from its flow unless it is known (bpf_get_hash_recalc)} */
    public int hash() {
        if (!hashed) {
            setHash(FlowHash.of(packet(), context.field(PacketContext.PROTOCOL), networkOffset));
        }
        return context.field(PacketContext.HASH);
    }

    boolean isEncapsulated() {
        return encapsulated;
    }

    void encapsulate() {
        encapsulated = true;
    }

    private Packet packet() {
        return context.packet();
    }
}
