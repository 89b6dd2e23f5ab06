package io.bpfarena.broker.session;

import io.bpfarena.linux.Errno;
import java.io.ByteArrayOutputStream;

/** One object on its way. */
final class ObjectTransfer {
    private final String name;
    private final int totalLength;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private long deadlineNs;

    ObjectTransfer(final String name, final int totalLength) {
        this.name = name;
        this.totalLength = totalLength;
    }

    void checkNext(final ObjectPiece piece) throws RefusedException {
        if (!piece.name().equals(name) || piece.totalLength() != totalLength || piece.offset() != received.size()) {
            throw new RefusedException(Errno.EINVAL,
                    "transfer %d is at byte %d of %d of %s, the piece at %d of %d of %s".formatted(
                            piece.transferId(), received.size(), totalLength, name, piece.offset(),
                            piece.totalLength(), piece.name()));
        }
    }

    void append(final byte[] data, final long nextDeadlineNs) {
        received.writeBytes(data);
        deadlineNs = nextDeadlineNs;
    }

    int received() {
        return received.size();
    }

    boolean isComplete() {
        return received.size() == totalLength;
    }

    boolean isExpired(final long nowNs) {
        return nowNs - deadlineNs > 0;
    }

    byte[] bytes() {
        return received.toByteArray();
    }
}
