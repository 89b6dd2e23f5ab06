package io.bpfarena.runtime.helper;

import io.bpfarena.runtime.memory.NativeMemory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes that were read from an address one after the other, as far as that went: up to a zero byte, to a limit, or to
 * the first that the program may not read.
 */
final class ProbedText {
    /** The kernel's XATTR_SIZE_MAX, where its string functions give up. */
    static final int MAX_LENGTH = 65536;
    /** Bytes whose place is asked for at once. */
    private static final int CHUNK = 64;
    private static final int FIRST_SIZE = 64;

    private final CallContext context;
    private final AddressSpace space;
    private final long start;
    /** Where the bytes are copied to at once, since a program has room for more than the heap; 0 to keep them. */
    private final long destination;
    private byte[] bytes;
    private int length;
    private boolean terminated;
    private boolean unreadable;

    private ProbedText(
            final CallContext context, final AddressSpace space, final long start, final long destination) {
        this.context = context;
        this.space = space;
        this.start = start;
        this.destination = destination;
        this.bytes = new byte[destination == 0 ? FIRST_SIZE : 0];
    }

    /**
     * Reads.
     *
     * @param limit most bytes that are read, a zero byte included.
     */
    static ProbedText read(
            final CallContext context, final AddressSpace space, final long address, final long limit) {
        return new ProbedText(context, space, address, 0).readAll(limit);
    }

    /**
     * Copies as it reads, without a zero byte at the end.
     *
     * @param to    where the program may write as many bytes as the limit says.
     * @param limit most bytes that are read, a zero byte included; less than 2 GiB.
     */
    static ProbedText copy(final CallContext context, final AddressSpace space, final long address, final long to,
            final long limit) {
        return new ProbedText(context, space, address, to).readAll(limit);
    }

    private ProbedText readAll(final long limit) {
        while (length < limit && !terminated && !unreadable) {
            readChunk((int) Math.min(CHUNK, limit - length));
        }
        return this;
    }

    /** A chunk that is not readable as a whole is read byte by byte, since its end may lie behind the text's. */
    private void readChunk(final int wanted) {
        final long address = start + length;
        final long place = context.place(space, address, wanted);
        if (place != 0) {
            take(place, wanted);
            return;
        }
        for (int i = 0; i < wanted && !terminated; i++) {
            final long one = context.place(space, address + i, 1);
            if (one == 0) {
                unreadable = true;
                return;
            }
            take(one, 1);
        }
    }

    private void take(final long place, final int count) {
        for (int i = 0; i < count && !terminated; i++) {
            final byte value = NativeMemory.getByte(place + i);
            if (value == 0) {
                terminated = true;
                return;
            }
            keep(value);
        }
    }

    private void keep(final byte value) {
        if (destination != 0) {
            NativeMemory.putByte(destination + length++, value);
            return;
        }
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * length);
        }
        bytes[length++] = value;
    }

    /** Bytes before the zero, the limit, or what could not be read. */
    int length() {
        return length;
    }

    /** Whether the next byte is a zero. */
    boolean isTerminated() {
        return terminated;
    }

    /** Whether the program may not read the next byte; false if the limit was met before. */
    boolean isUnreadable() {
        return unreadable;
    }

    /** A byte before the end, as a number from 1 to 255. */
    int at(final int index) {
        return bytes[index] & 0xFF;
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }
}
