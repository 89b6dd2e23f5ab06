package io.bpfarena.broker.control;

import io.bpfarena.broker.program.RecordBatch;
import io.bpfarena.broker.session.ClientSession;
import io.bpfarena.broker.session.ObjectPiece;
import io.bpfarena.broker.session.ObjectTransfers;
import io.bpfarena.broker.session.RefusedException;
import io.bpfarena.client.protocol.ConsumeRecordsDecoder;
import io.bpfarena.client.protocol.ControlProtocol;
import io.bpfarena.client.protocol.SubmitRecordDecoder;
import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.map.RingBufferMap;
import io.bpfarena.runtime.map.UserRingBufferMap;
import io.bpfarena.runtime.map.UserRingBufferRecord;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * ConsumeRecords and SubmitRecord: the user's end of ring buffers, which in the kernel is mapped memory and epoll(2).
 * Records are taken only when the client can be sent them, so that programs, and not the broker's memory, feel a client
 * that does not read. Wakeup flags have no meaning: whoever waits sees each record that is submitted.
 */
final class RingHandlers {
    private static final long MAX_WAIT_NS = TimeUnit.SECONDS.toNanos(ControlProtocol.MAX_WAIT_SECONDS);

    private final ConsumeRecordsDecoder consumeDecoder = new ConsumeRecordsDecoder();
    private final SubmitRecordDecoder submitDecoder = new SubmitRecordDecoder();
    private final MapFinder maps;
    private final WaitingRequests waiting;
    private final ObjectTransfers transfers;
    private final ResponseProxy replies;
    private final MapProxy responses;

    RingHandlers(
            final MapFinder maps, final WaitingRequests waiting, final ObjectTransfers transfers,
            final ResponseProxy replies, final MapProxy responses) {
        this.maps = maps;
        this.waiting = waiting;
        this.transfers = transfers;
        this.replies = replies;
        this.responses = responses;
    }

    void consume(final Request request) throws RefusedException {
        consumeDecoder.wrap(
                request.buffer(), request.offset(), ConsumeRecordsDecoder.BLOCK_LENGTH,
                ConsumeRecordsDecoder.SCHEMA_VERSION);
        final int id = consumeDecoder.mapId();
        final int count = consumeDecoder.recordCount();
        final long waitNs = checkedWait(consumeDecoder.waitNs());
        final long position = consumeDecoder.position();
        final int offset = consumeDecoder.recordOffset();
        final long correlationId = request.correlationId();
        if (count < 1 || offset < 0) {
            throw new RefusedException(Errno.EINVAL,
                    "recordCount must be at least 1, recordOffset not negative: recordCount=%d, recordOffset=%d"
                            .formatted(count, offset));
        }
        final int limit = Math.min(count, ControlProtocol.MAX_BATCH_COUNT);
        waiting.begin(request, waitNs, (session, last) ->
                consume(session, correlationId, id, limit, position, offset, last));
    }

    /** The map is looked for each time, since its object may have been unloaded meanwhile. */
    private boolean consume(
            final ClientSession session, final long correlationId, final int id, final int limit,
            final long position, final int offset, final boolean last) throws RefusedException {
        final RingBufferMap ring = maps.find(id, RingBufferMap.class, "ring buffer to user space");
        if (!session.outlet().isDrained()) {
            if (last) {
                throw new RefusedException(Errno.EAGAIN, "this client does not read its answers");
            }
            return false;
        }
        final RecordBatch batch =
                RecordBatch.take(ring, limit, ControlProtocol.MAX_BATCH_LENGTH, position, offset);
        if (batch.isEmpty() && !last) {
            return false;
        }
        responses.records(session, correlationId, batch);
        return true;
    }

    void submit(final Request request) throws RefusedException {
        submitDecoder.wrap(
                request.buffer(), request.offset(), SubmitRecordDecoder.BLOCK_LENGTH,
                SubmitRecordDecoder.SCHEMA_VERSION);
        final int id = submitDecoder.mapId();
        final long waitNs = checkedWait(submitDecoder.waitNs());
        final long transferId = submitDecoder.transferId();
        final int total = submitDecoder.totalLength();
        final int offset = submitDecoder.dataOffset();
        final byte[] piece = new byte[submitDecoder.recordLength()];
        submitDecoder.getRecord(piece, 0, piece.length);
        final long correlationId = request.correlationId();
        final byte[] record = offset == 0 && piece.length == total ? piece : transfers.add(
                request.session().id(), new ObjectPiece(transferId, "for map " + id, total, offset, piece),
                request.receivedNs());
        if (record == null) {
            maps.find(id);
            replies.done(request.session(), correlationId);
        } else {
            waiting.begin(request, waitNs, (session, last) -> submit(session, correlationId, id, record, last));
        }
    }

    private boolean submit(
            final ClientSession session, final long correlationId, final int id, final byte[] record,
            final boolean last) throws RefusedException {
        final UserRingBufferMap ring = maps.find(id, UserRingBufferMap.class, "ring buffer from user space");
        final Optional<UserRingBufferRecord> reserved = ring.reserve(record.length);
        if (reserved.isEmpty()) {
            if (last) {
                throw new RefusedException(Errno.ENOSPC, "map '%s': no room for a record of %d bytes"
                        .formatted(ring.name(), record.length));
            }
            return false;
        }
        try (UserRingBufferRecord open = reserved.get()) {
            open.sample().copyFrom(MemorySegment.ofArray(record));
            open.submit();
        }
        replies.done(session, correlationId);
        return true;
    }

    private static long checkedWait(final long waitNs) throws RefusedException {
        if (waitNs < 0 || waitNs > MAX_WAIT_NS) {
            throw new RefusedException(Errno.EINVAL,
                    "waitNs must be 0 to %d: waitNs=%d".formatted(MAX_WAIT_NS, waitNs));
        }
        return waitNs;
    }
}
