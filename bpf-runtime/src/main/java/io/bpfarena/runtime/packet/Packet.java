package io.bpfarena.runtime.packet;

import io.bpfarena.runtime.memory.MemoryRegion;
import io.bpfarena.runtime.memory.NativeMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One packet in native memory, with room before and behind it into which programs can move its ends, as the kernel's
 * {@code struct xdp_buff}:
 *
 * <pre>
 *   | reserved 40 | headroom | metadata | packet               | tailroom |
 *   hardStart     lowest     metadata() start()                end()      hardEnd
 * </pre>
 *
 * Programs may touch what lies from {@link #metadata()} to {@link #end()}. Used by the one thread that made it, which
 * also runs the program.
 */
public final class Packet implements AutoCloseable {
    /** Length of an Ethernet header, the shortest packet there is: ETH_HLEN. */
    public static final int ETHERNET_HEADER = 14;
    /** Bytes at the start of the headroom that the kernel keeps for itself (struct xdp_frame). */
    static final int RESERVED = 40;
    /** Most bytes of metadata: what an 8-bit length in multiples of 4 can say (xdp_metalen_invalid). */
    private static final int MAX_METADATA = 252;

    private Arena scope = Arena.ofConfined();
    private MemorySegment memory;
    private long lowest;
    private long hardEnd;
    private long metadata;
    private long start;
    private long end;
    private MemoryRegion region;

    private Packet(final byte[] bytes, final int metadataSize, final int headroom, final int tailroom) {
        final int before = headroom - metadataSize;
        this.memory = scope.allocate((long) before + bytes.length + tailroom, Long.BYTES);
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, before, bytes.length);
        this.lowest = memory.address() + Math.min(RESERVED, before);
        this.hardEnd = memory.address() + memory.byteSize();
        this.metadata = memory.address() + before;
        this.start = metadata + metadataSize;
        this.end = metadata + bytes.length;
        moved();
    }

    /**
     * Copies a packet into native memory.
     *
     * @param bytes        metadata, then the packet.
     * @param metadataSize how many of them are metadata.
     * @param headroom     bytes before the packet, metadata included.
     * @param tailroom     zero bytes behind it into which it can grow.
     * @return the packet.
     * @throws IllegalArgumentException if the metadata is larger than the bytes or the headroom.
     */
    public static Packet of(final byte[] bytes, final int metadataSize, final int headroom, final int tailroom) {
        if (metadataSize < 0 || metadataSize > bytes.length || metadataSize > headroom) {
            throw new IllegalArgumentException("metadata of %d bytes in %d with a headroom of %d"
                    .formatted(metadataSize, bytes.length, headroom));
        }
        return new Packet(bytes, metadataSize, headroom, tailroom);
    }

    /** {@return native address of the metadata; where there is none, that of the packet} */
    public long metadata() {
        return metadata;
    }

    /** {@return native address of the first byte} */
    public long start() {
        return start;
    }

    /** {@return native address behind the last byte} */
    public long end() {
        return end;
    }

    /** {@return bytes from {@link #start()} to {@link #end()}} */
    public int length() {
        return (int) (end - start);
    }

    /** {@return what programs may touch: metadata and packet} */
    public MemoryRegion region() {
        return region;
    }

    /**
     * Takes bytes off the front without another trace, as the network stack does with a header it has read.
     *
     * @param count at most {@link #length()}; negative gives them back.
     */
    public void pull(final int count) {
        start += count;
        metadata = start;
        moved();
    }

    /**
     * Moves the start, and the metadata with it (bpf_xdp_adjust_head).
     *
     * @param offset bytes; negative makes the packet longer.
     * @return false if that leaves the headroom, or less than an Ethernet header; nothing changed then.
     */
    public boolean adjustHead(final int offset) {
        final long metadataSize = start - metadata;
        final long wanted = start + offset;
        if (wanted < lowest + metadataSize || wanted > end - ETHERNET_HEADER) {
            return false;
        }
        NativeMemory.copy(metadata, metadata + offset, metadataSize);
        metadata += offset;
        start = wanted;
        moved();
        return true;
    }

    /**
     * Moves the end; new bytes are zero (bpf_xdp_adjust_tail).
     *
     * @param offset bytes; negative makes the packet shorter.
     * @return false if that leaves the tailroom, or less than an Ethernet header; nothing changed then.
     */
    public boolean adjustTail(final int offset) {
        final long wanted = end + offset;
        if (wanted > hardEnd || wanted < start + ETHERNET_HEADER) {
            return false;
        }
        if (wanted > end) {
            NativeMemory.zero(end, wanted - end);
        }
        end = wanted;
        moved();
        return true;
    }

    /** What {@link #adjustMetadata} can answer. */
    public enum MetadataMove {
        /** Done. */
        MOVED,
        /** It would leave the headroom or run into the packet. */
        OUT_OF_RANGE,
        /** No size that metadata may have. */
        BAD_SIZE
    }

    /**
     * Moves the start of the metadata (bpf_xdp_adjust_meta).
     *
     * @param offset bytes; negative makes it larger.
     * @return what came of it; unless moved, nothing changed.
     */
    public MetadataMove adjustMetadata(final int offset) {
        final long wanted = metadata + offset;
        if (wanted < lowest || wanted > start) {
            return MetadataMove.OUT_OF_RANGE;
        }
        final long size = start - wanted;
        if (size % Integer.BYTES != 0 || size > MAX_METADATA) {
            return MetadataMove.BAD_SIZE;
        }
        metadata = wanted;
        moved();
        return MetadataMove.MOVED;
    }

    /**
     * Makes room in the packet: so many zero bytes behind its first ones. Any metadata is gone. Where there is no room
     * around it, the packet moves to other memory.
     *
     * @param offset where, at most {@link #length()}.
     * @param count  bytes, not negative.
     */
    public void insert(final int offset, final int count) {
        if (offset < 0 || offset > length() || count < 0) {
            throw new IllegalArgumentException("insert %d bytes at %d of %d".formatted(count, offset, length()));
        }
        if (start - lowest < count) {
            moveTo(count + length(), count, 0);
        }
        NativeMemory.copy(start, start - count, offset);
        start -= count;
        NativeMemory.zero(start + offset, count);
        metadata = start;
        moved();
    }

    /**
     * Takes bytes out of the packet. Any metadata is gone.
     *
     * @param offset where they are.
     * @param count  how many; the range lies within the packet.
     */
    public void remove(final int offset, final int count) {
        if (offset < 0 || count < 0 || offset > length() - count) {
            throw new IllegalArgumentException("remove %d bytes at %d of %d".formatted(count, offset, length()));
        }
        NativeMemory.copy(start, start + count, offset);
        start += count;
        metadata = start;
        moved();
    }

    /**
     * Moves the end; new bytes are zero. Where there is no room behind it, the packet moves to other memory.
     *
     * @param length bytes that the packet has from now on, not negative.
     */
    public void resize(final int length) {
        final int grown = length - length();
        if (length < 0) {
            throw new IllegalArgumentException("a packet of %d bytes".formatted(length));
        }
        if (hardEnd - end < grown) {
            moveTo(length, 0, grown);
        }
        if (grown > 0) {
            NativeMemory.zero(end, grown);
        }
        end += grown;
        moved();
    }

    /**
     * Copies the packet to new memory with at least so much room around it, and frees the old, since a program can
     * have this done again and again. The new memory has reserved bytes too, where a link header that was cut off is
     * looked for.
     */
    private void moveTo(final int capacity, final int before, final int after) {
        final long length = end - start;
        final long headroom = RESERVED + before + (start - lowest);
        final Arena left = scope;
        scope = Arena.ofConfined();
        memory = scope.allocate(headroom + capacity + after, Long.BYTES);
        NativeMemory.copy(start, memory.address() + headroom, length);
        left.close();
        lowest = memory.address() + RESERVED;
        hardEnd = memory.address() + memory.byteSize();
        start = memory.address() + headroom;
        end = start + length;
        metadata = start;
    }

    /** All that belongs to the packet just now, what is before its head and behind its tail included. */
    MemorySegment memory() {
        return memory;
    }

    /** {@return a copy of metadata and packet} */
    public byte[] bytes() {
        final byte[] copy = new byte[(int) region.length()];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = NativeMemory.getByte(region.address() + i);
        }
        return copy;
    }

    private void moved() {
        region = new MemoryRegion("packet", metadata, end - metadata, true);
    }

    /** Gives the memory back. */
    @Override
    public void close() {
        scope.close();
    }
}
