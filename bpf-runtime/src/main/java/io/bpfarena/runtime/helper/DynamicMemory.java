package io.bpfarena.runtime.helper;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.memory.NativeMemory;
import io.bpfarena.runtime.packet.Packet;
import io.bpfarena.runtime.packet.PacketContext;

/**
 * The memory behind a dynptr. Offsets and lengths were compared with the dynptr's size; whether the memory is still
 * there is asked at each use, since a record may have been submitted and a packet may have become shorter.
 */
sealed interface DynamicMemory {
    /**
     * Where some bytes are, to be read or written in place (bpf_dynptr_slice).
     *
     * @return the native address, or 0 if they cannot be had in one piece.
     */
    long place(CallContext context, long offset, long length);

    /** Copies to memory of the program; 0 or a negative error number. */
    long read(CallContext context, long offset, long to, long length);

    /** Copies from memory of the program; 0 or a negative error number. */
    long write(CallContext context, long offset, long from, long length, long flags);

    /** Whether {@code bpf_dynptr_data} gives pointers into it, not only {@code bpf_dynptr_slice}. */
    boolean hasData();

    /** Whether {@code bpf_dynptr_slice} falls back on the caller's buffer for bytes that cannot be had in one piece. */
    boolean isCopiedToBuffer();

    /** The negative error number for bytes that are not there any more. */
    long missing();

    /** Memory that the program may write, or a record of a ring buffer. */
    record Plain(long address) implements DynamicMemory {
        @Override
        public long place(final CallContext context, final long offset, final long length) {
            context.checkWrite(address + offset, length, "memory of a dynptr");
            return address + offset;
        }

        @Override
        public long read(final CallContext context, final long offset, final long to, final long length) {
            NativeMemory.copy(place(context, offset, length), to, length);
            return 0;
        }

        @Override
        public long write(final CallContext context, final long offset, final long from, final long length,
                final long flags) {
            if (flags != 0) {
                return -Errno.EINVAL.number();
            }
            NativeMemory.copy(from, place(context, offset, length), length);
            return 0;
        }

        @Override
        public boolean hasData() {
            return true;
        }

        @Override
        public boolean isCopiedToBuffer() {
            return false;
        }

        @Override
        public long missing() {
            return -Errno.EFAULT.number();
        }
    }

    /** The packet that the program runs over. */
    record OfPacket(PacketContext packet) implements DynamicMemory {
        @Override
        public long place(final CallContext context, final long offset, final long length) {
            final Packet bytes = packet.packet();
            return offset + length <= bytes.length() ? bytes.start() + offset : 0;
        }

        @Override
        public long read(final CallContext context, final long offset, final long to, final long length) {
            final long place = place(context, offset, length);
            if (place == 0) {
                // Of the two helpers behind it, that for socket buffers zeroes what it cannot read.
                NativeMemory.zero(to, packet.isSocketBuffer() ? length : 0);
                return missing();
            }
            NativeMemory.copy(place, to, length);
            return 0;
        }

        @Override
        public long write(final CallContext context, final long offset, final long from, final long length,
                final long flags) {
            if (packet.isSocketBuffer()) {
                return SocketBufferFunctions.store(packet, offset, from, length, flags);
            }
            if (flags != 0) {
                return -Errno.EINVAL.number();
            }
            final long place = place(context, offset, length);
            if (place == 0) {
                return missing();
            }
            NativeMemory.copy(from, place, length);
            return 0;
        }

        @Override
        public boolean hasData() {
            return false;
        }

        @Override
        public boolean isCopiedToBuffer() {
            return !packet.isSocketBuffer();
        }

        @Override
        public long missing() {
            return packet.isSocketBuffer() ? -Errno.EFAULT.number() : -Errno.EINVAL.number();
        }
    }
}
