package io.bpfarena.client.protocol;

import io.bpfarena.client.memory.ArenaFormatException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Layout of the file {@code broker.mark}, by which a client finds a broker and sees whether it lives. The broker alone
 * writes it. All numbers are little-endian.
 *
 * <pre>
 *    0        4        8                 16                24
 *   +--------+--------+-----------------+-----------------+-----------------+
 *   |version |mark len| activity, ms    | start, ms       | pid             |
 *   +--------+--------+-----------------+-----------------+--------+--------+
 *   | epoch           | liveness, ms    | error log bytes |stream  |reserved|   32 .. 63
 *   +-----------------+-----------------+-----------------+--------+--------+
 *   | zeros                                                                 |   64 .. 127
 *   +-----------------------------------------------------------------------+
 *   | control channel, UTF-8, padded with zeros                             |  128 .. 383
 *   +-----------------------------------------------------------------------+
 *   | aeron directory, UTF-8, padded with zeros                             |  384 .. 1407
 *   +-----------------------------------------------------------------------+
 *   | zeros up to 4096                                                      |
 *   +-----------------------------------------------------------------------+
 * </pre>
 *
 * <p>Version 0 means that a broker is about to fill it; the version is written last, with release semantics. The
 * activity timestamp is milliseconds since 1970, renewed at least four times in a liveness timeout; 0 means that the
 * broker has ended. An aeron directory that is not absolute is relative to the directory of the mark file, so that a
 * directory shared between containers can be mounted anywhere. The error log is the file {@code errors} beside it.
 */
public final class BrokerMarkDescriptor {
    /** Changes whenever this layout does; never 0. */
    public static final int VERSION = 1;

    /** Bytes of the file. */
    public static final int LENGTH = 4096;

    /** Bytes of the control channel with its padding. */
    public static final int CONTROL_CHANNEL_LENGTH = 256;

    /** Bytes of the aeron directory with its padding. */
    public static final int AERON_DIRECTORY_LENGTH = 1024;

    /** Activity timestamp of a broker that has ended. */
    public static final long ENDED = 0;

    public static final int VERSION_OFFSET = 0;
    public static final int LENGTH_OFFSET = 4;
    public static final int ACTIVITY_TIMESTAMP_OFFSET = 8;
    public static final int START_TIMESTAMP_OFFSET = 16;
    public static final int PID_OFFSET = 24;
    public static final int EPOCH_OFFSET = 32;
    public static final int LIVENESS_TIMEOUT_OFFSET = 40;
    public static final int ERROR_LOG_LENGTH_OFFSET = 48;
    public static final int CONTROL_STREAM_ID_OFFSET = 56;
    public static final int CONTROL_CHANNEL_OFFSET = 128;
    public static final int AERON_DIRECTORY_OFFSET = 384;

    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private BrokerMarkDescriptor() {
    }

    /**
     * Writes everything but version and activity timestamp, which say that the rest can be read.
     *
     * @param buffer over the file, at least {@link #LENGTH} bytes.
     * @param mark   what to write.
     * @throws IllegalArgumentException if a text does not fit.
     */
    static void write(final MutableDirectBuffer buffer, final BrokerMark mark) {
        buffer.putInt(LENGTH_OFFSET, LENGTH, ORDER);
        buffer.putLong(START_TIMESTAMP_OFFSET, mark.startTimestampMs(), ORDER);
        buffer.putLong(PID_OFFSET, mark.pid(), ORDER);
        buffer.putLong(EPOCH_OFFSET, mark.epoch(), ORDER);
        buffer.putLong(LIVENESS_TIMEOUT_OFFSET, mark.livenessTimeoutMs(), ORDER);
        buffer.putLong(ERROR_LOG_LENGTH_OFFSET, mark.errorLogLength(), ORDER);
        buffer.putInt(CONTROL_STREAM_ID_OFFSET, mark.controlStreamId(), ORDER);
        putText(buffer, CONTROL_CHANNEL_OFFSET, CONTROL_CHANNEL_LENGTH, "control channel", mark.controlChannel());
        putText(buffer, AERON_DIRECTORY_OFFSET, AERON_DIRECTORY_LENGTH, "aeron directory", mark.aeronDirectory());
    }

    private static void putText(
            final MutableDirectBuffer buffer, final int offset, final int length, final String field,
            final String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length >= length) {
            throw new IllegalArgumentException("%s must be at most %d bytes of UTF-8: %s (%d bytes)"
                    .formatted(field, length - 1, text, bytes.length));
        }
        buffer.setMemory(offset, length, (byte) 0);
        buffer.putBytes(offset, bytes);
    }

    /**
     * Reads and checks a mark.
     *
     * @param buffer a copy of the file, or over it.
     * @return what it says.
     * @throws ArenaFormatException if it is not a complete mark of this version.
     */
    static BrokerMark read(final DirectBuffer buffer) throws ArenaFormatException {
        if (buffer.capacity() < LENGTH) {
            throw new ArenaFormatException("broker.mark is %d bytes, expected %d".formatted(buffer.capacity(), LENGTH));
        }
        final int version = buffer.getInt(VERSION_OFFSET, ORDER);
        if (version != VERSION) {
            throw new ArenaFormatException("broker.mark has version %d at offset %d, expected %d%s".formatted(
                    version, VERSION_OFFSET, VERSION, version == 0 ? " (its broker has not finished starting)" : ""));
        }
        return new BrokerMark(
                buffer.getLong(PID_OFFSET, ORDER),
                buffer.getLong(START_TIMESTAMP_OFFSET, ORDER),
                buffer.getLong(ACTIVITY_TIMESTAMP_OFFSET, ORDER),
                buffer.getLong(EPOCH_OFFSET, ORDER),
                atLeast(1, "liveness timeout", buffer.getLong(LIVENESS_TIMEOUT_OFFSET, ORDER), LIVENESS_TIMEOUT_OFFSET),
                text(buffer, CONTROL_CHANNEL_OFFSET, CONTROL_CHANNEL_LENGTH, "control channel"),
                buffer.getInt(CONTROL_STREAM_ID_OFFSET, ORDER),
                text(buffer, AERON_DIRECTORY_OFFSET, AERON_DIRECTORY_LENGTH, "aeron directory"),
                atLeast(0, "error log length", buffer.getLong(ERROR_LOG_LENGTH_OFFSET, ORDER),
                        ERROR_LOG_LENGTH_OFFSET));
    }

    private static long atLeast(final long least, final String field, final long value, final int offset)
            throws ArenaFormatException {
        if (value < least) {
            throw new ArenaFormatException("broker.mark has %s %d at offset %d, expected at least %d"
                    .formatted(field, value, offset, least));
        }
        return value;
    }

    private static String text(final DirectBuffer buffer, final int offset, final int maxLength, final String field)
            throws ArenaFormatException {
        int length = 0;
        while (length < maxLength && buffer.getByte(offset + length) != 0) {
            length++;
        }
        if (length == 0 || length == maxLength) {
            throw new ArenaFormatException("broker.mark has %s of %d bytes at offset %d, expected 1 to %d"
                    .formatted(field, length, offset, maxLength - 1));
        }
        final byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
