package io.bpfarena.client;

import io.bpfarena.client.protocol.ControlProtocol;
import io.bpfarena.linux.Errno;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is too long for one message: objects, large global variables, map values, streams. Worked example: an object of
 * 70,000 bytes goes as pieces at 0, 32768 and 65536; the broker answers the first two with Reply, the last with
 * ObjectLoaded.
 */
final class PiecewiseTransfer {
    private static final byte[] NOTHING = new byte[0];

    private final ControlSession session;
    private final long messageTimeoutNs;
    private final long loadTimeoutNs;
    private final AtomicLong nextTransferId = new AtomicLong(1);

    PiecewiseTransfer(final ControlSession session, final long messageTimeoutNs, final long loadTimeoutNs) {
        this.session = session;
        this.messageTimeoutNs = messageTimeoutNs;
        this.loadTimeoutNs = loadTimeoutNs;
    }

    LoadedObject load(final String name, final byte[] object) {
        if (object.length > ControlProtocol.MAX_OBJECT_LENGTH) {
            throw new IllegalArgumentException("object %s must be at most %d bytes: %d bytes"
                    .formatted(name, ControlProtocol.MAX_OBJECT_LENGTH, object.length));
        }
        final long transferId = nextTransferId.getAndIncrement();
        int offset = 0;
        while (object.length - offset > ControlProtocol.MAX_CHUNK_LENGTH) {
            session.request(
                    Request.loadObject(transferId, name, object, offset, ControlProtocol.MAX_CHUNK_LENGTH),
                    ServerMessage.Reply.class, messageTimeoutNs);
            offset += ControlProtocol.MAX_CHUNK_LENGTH;
        }
        return session.request(
                Request.loadObject(transferId, name, object, offset, object.length - offset),
                ServerMessage.ObjectLoaded.class, loadTimeoutNs).object();
    }

    /** A map, whose values are sent in pieces too. */
    ClientMap map(final Request request) {
        return new ClientMap(session, nextTransferId, messageTimeoutNs,
                session.request(request, ServerMessage.MapDescribed.class, messageTimeoutNs).description());
    }

    byte[] readGlobal(final String objectName, final String variableName) {
        byte[] value = NOTHING;
        int offset = 0;
        do {
            final Request request = Request.readGlobal(
                    objectName, variableName, offset, ControlProtocol.MAX_VALUE_LENGTH);
            final ServerMessage.GlobalValue piece =
                    session.request(request, ServerMessage.GlobalValue.class, messageTimeoutNs);
            if (offset == 0) {
                value = new byte[requireTotal(request, piece, 0, ControlProtocol.MAX_OBJECT_LENGTH)];
            }
            requireTotal(request, piece, value.length, value.length);
            requirePiece(request, piece, Math.min(ControlProtocol.MAX_VALUE_LENGTH, value.length - offset));
            System.arraycopy(piece.value(), 0, value, offset, piece.value().length);
            offset += piece.value().length;
        } while (offset < value.length);
        return value;
    }

    /** A number: the variable must have just its size. */
    ByteBuffer readGlobal(final String objectName, final String variableName, final int length) {
        final Request request = Request.readGlobal(objectName, variableName, 0, length);
        final ServerMessage.GlobalValue answer =
                session.request(request, ServerMessage.GlobalValue.class, messageTimeoutNs);
        if (answer.totalLength() != length) {
            throw new ControlException(request.name(), Errno.EINVAL.number(),
                    "it has %d bytes, not %d".formatted(answer.totalLength(), length));
        }
        requirePiece(request, answer, length);
        return bytes(length).put(0, answer.value());
    }

    /** Room for a number as it lies in memory. */
    static ByteBuffer bytes(final int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int requireTotal(
            final Request request, final ServerMessage.GlobalValue piece, final int least, final int most) {
        if (piece.totalLength() < least || piece.totalLength() > most) {
            throw new ProtocolViolationException(request.name(), "the variable has %d bytes, expected %d to %d"
                    .formatted(piece.totalLength(), least, most), null);
        }
        return piece.totalLength();
    }

    private static void requirePiece(
            final Request request, final ServerMessage.GlobalValue piece, final int length) {
        if (piece.value().length != length) {
            throw new ProtocolViolationException(request.name(), "a piece has %d bytes, expected %d"
                    .formatted(piece.value().length, length), null);
        }
    }

    /**
     * As much of a stream as there is when the first piece is taken. What programs write meanwhile is left, so that one
     * that writes without end does not hold the reader.
     */
    byte[] readStream(final int programId, final StreamId stream) {
        final Request request = Request.readStream(programId, stream);
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int wanted = 0;
        ServerMessage.StreamBytes piece;
        do {
            piece = session.request(request, ServerMessage.StreamBytes.class, messageTimeoutNs);
            wanted = bytes.size() == 0 ? piece.data().length + piece.remaining() : wanted;
            bytes.writeBytes(piece.data());
        } while (piece.data().length > 0 && bytes.size() < wanted);
        return bytes.toByteArray();
    }

    void writeGlobal(final String objectName, final String variableName, final byte[] value) {
        int offset = 0;
        do {
            final int length = Math.min(ControlProtocol.MAX_VALUE_LENGTH, value.length - offset);
            session.request(Request.writeGlobal(objectName, variableName, value, offset, length),
                    ServerMessage.Reply.class, messageTimeoutNs);
            offset += length;
        } while (offset < value.length);
    }
}
