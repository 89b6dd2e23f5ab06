package io.bpfarena.broker.session;

import io.bpfarena.linux.Errno;
import java.util.HashMap;
import java.util.Map;

/**
 * Objects, or other things of many bytes, on their way from clients, piece by piece and in order. What lies here is
 * bounded: bytes of one object, objects of one client, bytes of all; and what does not go on in time is dropped. Memory
 * is taken as pieces come, not by what a client announces. Used by the control agent's thread alone.
 */
public final class ObjectTransfers {
    private final String what;
    private final TransferLimits limits;
    private final Map<Key, ObjectTransfer> transfers = new HashMap<>();
    private long bytes;

    private record Key(long clientId, long transferId) {
    }

    /**
     * What bounds transfers.
     *
     * @param maxObjectLength bytes of one object.
     * @param maxPerClient    objects of one client at a time.
     * @param maxTotalBytes   bytes of all together.
     * @param timeoutNs       how long until the next piece.
     */
    public record TransferLimits(int maxObjectLength, int maxPerClient, long maxTotalBytes, long timeoutNs) {
    }

    /**
     * @param what   is transferred, for messages: {@code object}.
     * @param limits what bounds transfers.
     */
    public ObjectTransfers(final String what, final TransferLimits limits) {
        this.what = what;
        this.limits = limits;
    }

    /**
     * Takes a piece. After a refusal the transfer does not exist any more.
     *
     * @param clientId of the sender.
     * @param piece    what it sent.
     * @param nowNs    in the agent's nanoseconds.
     * @return the object if this was its last piece, else null.
     * @throws RefusedException EINVAL for a piece that does not fit; E2BIG, EAGAIN or ENOMEM for a limit.
     */
    public byte[] add(final long clientId, final ObjectPiece piece, final long nowNs) throws RefusedException {
        final Key key = new Key(clientId, piece.transferId());
        try {
            checkRange(piece);
            final ObjectTransfer transfer = piece.offset() == 0 ? begin(key, piece) : find(key, piece);
            reserve(piece.data().length);
            transfer.append(piece.data(), nowNs + limits.timeoutNs());
            if (!transfer.isComplete()) {
                return null;
            }
            remove(key);
            return transfer.bytes();
        } catch (final RefusedException e) {
            remove(key);
            throw e;
        }
    }

    private void checkRange(final ObjectPiece piece) throws RefusedException {
        if (piece.totalLength() > limits.maxObjectLength()) {
            throw new RefusedException(Errno.E2BIG, "%s %s must be at most %d bytes: totalLength=%d"
                    .formatted(what, piece.name(), limits.maxObjectLength(), piece.totalLength()));
        }
        final long end = (long) piece.offset() + piece.data().length;
        if (piece.totalLength() < 1 || piece.offset() < 0 || piece.data().length < 1 || end > piece.totalLength()) {
            throw new RefusedException(Errno.EINVAL,
                    "a piece of %s %s must be within it and not empty: dataOffset=%d, length=%d, totalLength=%d"
                            .formatted(what, piece.name(), piece.offset(), piece.data().length, piece.totalLength()));
        }
    }

    private ObjectTransfer begin(final Key key, final ObjectPiece piece) throws RefusedException {
        if (transfers.containsKey(key)) {
            throw new RefusedException(Errno.EINVAL, "transfer %d has begun already".formatted(piece.transferId()));
        }
        final long own = transfers.keySet().stream().filter(other -> other.clientId == key.clientId).count();
        if (own >= limits.maxPerClient()) {
            throw new RefusedException(Errno.EAGAIN,
                    "a client may send %d %ss at a time".formatted(limits.maxPerClient(), what));
        }
        final ObjectTransfer transfer = new ObjectTransfer(piece.name(), piece.totalLength());
        transfers.put(key, transfer);
        return transfer;
    }

    private ObjectTransfer find(final Key key, final ObjectPiece piece) throws RefusedException {
        final ObjectTransfer transfer = transfers.get(key);
        if (transfer == null) {
            throw new RefusedException(Errno.EINVAL,
                    "transfer %d is not under way; it must begin with dataOffset 0, and go on within %d ms"
                            .formatted(piece.transferId(), limits.timeoutNs() / 1_000_000));
        }
        transfer.checkNext(piece);
        return transfer;
    }

    private void reserve(final int length) throws RefusedException {
        if (bytes + length > limits.maxTotalBytes()) {
            throw new RefusedException(Errno.ENOMEM, "%ss on their way take %d of %d bytes; try again later"
                    .formatted(what, bytes, limits.maxTotalBytes()));
        }
        bytes += length;
    }

    private void remove(final Key key) {
        final ObjectTransfer transfer = transfers.remove(key);
        if (transfer != null) {
            bytes -= transfer.received();
        }
    }

    /**
     * Drops what a client had under way.
     *
     * @param clientId of a session that ended.
     */
    public void removeAll(final long clientId) {
        transfers.keySet().stream().filter(key -> key.clientId == clientId).toList().forEach(this::remove);
    }

    /**
     * Drops what did not go on in time.
     *
     * @param nowNs in the agent's nanoseconds.
     * @return how many.
     */
    public int poll(final long nowNs) {
        if (transfers.isEmpty()) {
            return 0;
        }
        final var expired = transfers.entrySet().stream()
                .filter(entry -> entry.getValue().isExpired(nowNs)).map(Map.Entry::getKey).toList();
        expired.forEach(this::remove);
        return expired.size();
    }

    /** {@return bytes that lie here} */
    public long bytes() {
        return bytes;
    }
}
