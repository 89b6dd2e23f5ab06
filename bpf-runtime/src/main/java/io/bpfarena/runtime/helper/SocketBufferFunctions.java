package io.bpfarena.runtime.helper;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.memory.NativeMemory;
import io.bpfarena.runtime.packet.Packet;
import io.bpfarena.runtime.packet.PacketContext;

/** The helpers on the bytes and checksums of a {@code struct __sk_buff} (net/core/filter.c). */
final class SocketBufferFunctions {
    private static final long WORD = 0xFFFF_FFFFL;
    private static final int FIELD_SIZE = 0xF;
    private static final int MANGLED_0 = 1 << 5;
    private static final int ENFORCE = 1 << 6;
    /** What bpf_l4_csum_replace takes; the pseudo header and IPv6 only matter to sums that hardware completes. */
    private static final int L4_FLAGS = FIELD_SIZE | 1 << 4 | MANGLED_0 | ENFORCE | 1 << 7;
    private static final int INVALIDATE_HASH = 1 << 1;
    private static final int STORE_FLAGS = 1 | INVALIDATE_HASH;

    /** BPF_HDR_START_MAC and BPF_HDR_START_NET. */
    private static final int HEADER_LINK = 0;
    private static final int HEADER_NETWORK = 1;

    private SocketBufferFunctions() {
    }

    static void addTo(final FunctionTable.Builder table) {
        table.helper(9, "bpf_skb_store_bytes",
                "long bpf_skb_store_bytes(struct sk_buff *skb, u32 offset, const void *from, u32 len, u64 flags)",
                SocketBufferFunctions::storeBytes);
        table.helper(10, "bpf_l3_csum_replace",
                "long bpf_l3_csum_replace(struct sk_buff *skb, u32 offset, u64 from, u64 to, u64 size)",
                SocketBufferFunctions::replaceL3);
        table.helper(11, "bpf_l4_csum_replace",
                "long bpf_l4_csum_replace(struct sk_buff *skb, u32 offset, u64 from, u64 to, u64 flags)",
                SocketBufferFunctions::replaceL4);
        table.helper(26, "bpf_skb_load_bytes",
                "long bpf_skb_load_bytes(const void *skb, u32 offset, void *to, u32 len)",
                SocketBufferFunctions::loadBytes);
        table.helper(28, "bpf_csum_diff",
                "s64 bpf_csum_diff(__be32 *from, u32 from_size, __be32 *to, u32 to_size, __wsum seed)",
                SocketBufferFunctions::difference);
        table.helper(68, "bpf_skb_load_bytes_relative",
                "long bpf_skb_load_bytes_relative(const void *skb, u32 offset, void *to, u32 len, u32 start_header)",
                SocketBufferFunctions::loadBytesRelative);
    }

    /** Bytes that are not all within the packet: -EFAULT, and the program's memory is zeroed. */
    private static long loadBytes(final CallContext context, final long buffer, final long offset, final long to,
            final long size, final long unused5) {
        final Packet packet = context.packet(buffer).packet();
        final long length = size & WORD;
        context.checkWrite(to, length, "to of bpf_skb_load_bytes");
        final long place = place(packet, offset & WORD, length);
        if (place == 0) {
            NativeMemory.zero(to, length);
            return -Errno.EFAULT.number();
        }
        NativeMemory.copy(place, to, length);
        return 0;
    }

    /** From the link layer's header or the network layer's. */
    private static long loadBytesRelative(final CallContext context, final long buffer, final long offset,
            final long to, final long length, final long header) {
        final PacketContext packet = context.packet(buffer);
        context.checkWrite(to, length, "to of bpf_skb_load_bytes_relative");
        final boolean known = header == HEADER_LINK || header == HEADER_NETWORK;
        final long place = known ? packet.socketBuffer().place(header == HEADER_NETWORK, offset, length) : 0;
        if (place == 0) {
            NativeMemory.zero(to, length);
            return -Errno.EFAULT.number();
        }
        NativeMemory.copy(place, to, length);
        return 0;
    }

    private static long storeBytes(final CallContext context, final long buffer, final long offset, final long from,
            final long size, final long flags) {
        final PacketContext packet = context.packet(buffer);
        context.checkRead(from, size & WORD, "from of bpf_skb_store_bytes");
        return store(packet, offset & WORD, from, size & WORD, flags);
    }

    /** Stores bytes that the program may read; 0 or an error (__bpf_skb_store_bytes). */
    static long store(
            final PacketContext buffer, final long offset, final long from, final long length, final long flags) {
        if ((flags & ~STORE_FLAGS) != 0) {
            return -Errno.EINVAL.number();
        }
        final long place = place(buffer.packet(), offset, length);
        if (place == 0) {
            return -Errno.EFAULT.number();
        }
        NativeMemory.copy(from, place, length);
        if ((flags & INVALIDATE_HASH) != 0) {
            buffer.socketBuffer().clearHash();
        }
        return 0;
    }

    private static long replaceL3(final CallContext context, final long buffer, final long offset, final long from,
            final long to, final long flags) {
        final Packet packet = context.packet(buffer).packet();
        if ((flags & ~FIELD_SIZE) != 0) {
            return -Errno.EINVAL.number();
        }
        return replace(packet, offset & WORD, (int) from, (int) to, (int) flags, false);
    }

    private static long replaceL4(final CallContext context, final long buffer, final long offset, final long from,
            final long to, final long flags) {
        final Packet packet = context.packet(buffer).packet();
        if ((flags & ~L4_FLAGS) != 0) {
            return -Errno.EINVAL.number();
        }
        return replace(packet, offset & WORD, (int) from, (int) to, (int) flags, (flags & MANGLED_0) != 0);
    }

    /** With {@code mangled}, a sum of 0 means that the packet has none: it stays so, and none becomes so. */
    private static long replace(final Packet packet, final long offset, final int from, final int to, final int flags,
            final boolean mangled) {
        final long place = offset > 0xFFFF || (offset & 1) != 0 ? 0 : place(packet, offset, Short.BYTES);
        if (place == 0) {
            return -Errno.EFAULT.number();
        }
        final int before = NativeMemory.getShort(place) & 0xFFFF;
        if (mangled && (flags & ENFORCE) == 0 && before == 0) {
            return 0;
        }
        final int size = flags & FIELD_SIZE;
        if (size != 0 && size != Short.BYTES && size != Integer.BYTES || size == 0 && from != 0) {
            return -Errno.EINVAL.number();
        }
        final int after = size == Short.BYTES
                ? InternetChecksum.replacedHalfWord(before, from, to)
                : InternetChecksum.replaced(before, size == 0 ? to : InternetChecksum.subtract(to, from));
        NativeMemory.putShort(place, (short) (mangled && after == 0 ? 0xFFFF : after));
        return 0;
    }

    private static long difference(final CallContext context, final long from, final long fromSize, final long to,
            final long toSize, final long seed) {
        final long removed = fromSize & WORD;
        final long added = toSize & WORD;
        context.checkRead(from, removed, "from of bpf_csum_diff");
        context.checkRead(to, added, "to of bpf_csum_diff");
        if (((removed | added) & Integer.BYTES - 1) != 0) {
            return -Errno.EINVAL.number();
        }
        if (added == 0) {
            return InternetChecksum.narrow(~InternetChecksum.sum(from, removed, ~(int) seed));
        }
        final int sum = InternetChecksum.sum(to, added, (int) seed);
        return InternetChecksum.narrow(removed == 0 ? sum
                : InternetChecksum.subtract(sum, InternetChecksum.sum(from, removed, 0)));
    }

    private static long place(final Packet packet, final long offset, final long length) {
        return offset + length <= packet.length() ? packet.start() + offset : 0;
    }
}
