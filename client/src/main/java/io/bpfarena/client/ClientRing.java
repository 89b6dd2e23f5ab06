package io.bpfarena.client;

import io.bpfarena.client.protocol.ControlProtocol;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The user's end of a ring buffer in the broker: the consumer of one that programs write, the producer of one that they
 * read.
 *
 * <pre>{@code
 * ClientRing events = client.map("tracer", "events").ring();
 * while (running) {
 *     events.poll(record -> handle(ByteBuffer.wrap(record)), Integer.MAX_VALUE, Duration.ofSeconds(1));
 * }
 * }</pre>
 *
 * <p>A record is consumed when the broker has put it into its answer, and no more are taken than one answer holds; so
 * programs find the ring full (EAGAIN) if nobody asks. An answer that this client does not await any more is lost. If
 * several clients poll, each record goes to one of them. One thread at a time.
 */
public final class ClientRing {
    private static final long MAX_WAIT_NS = TimeUnit.SECONDS.toNanos(ControlProtocol.MAX_WAIT_SECONDS);

    private final ControlSession session;
    private final MapRequest requests;
    private final AtomicLong transferIds;
    private final long timeoutNs;

    ClientRing(
            final ControlSession session, final MapRequest requests, final AtomicLong transferIds,
            final long timeoutNs) {
        this.session = session;
        this.requests = requests;
        this.transferIds = transferIds;
        this.timeoutNs = timeoutNs;
    }

    /**
     * Hands over records that are there, and waits for the first if there are none.
     *
     * @param handler gets them, oldest first, on this thread.
     * @param limit   most records.
     * @param timeout how long to wait; at most {@value ControlProtocol#MAX_WAIT_SECONDS} s.
     * @return how many were handed over: as many as one answer holds, and there may be more; 0 after the timeout.
     * @throws ControlException ESTALE if another client consumed the rest of a record that did not fit into one answer.
     */
    public int poll(final Consumer<byte[]> handler, final int limit, final Duration timeout) {
        if (limit <= 0) {
            return 0;
        }
        final long waitNs = waitNs(timeout);
        ServerMessage.Records batch = ask(requests.consume(
                Math.min(limit, ControlProtocol.MAX_BATCH_COUNT), waitNs, 0, 0), waitNs);
        if (batch.remaining() == 0) {
            batch.records().forEach(handler);
            return batch.records().size();
        }
        final ByteArrayOutputStream record = new ByteArrayOutputStream();
        while (batch.remaining() > 0) {
            record.writeBytes(only(batch));
            batch = ask(requests.consume(1, timeoutNs, batch.position(), record.size()), timeoutNs);
        }
        record.writeBytes(only(batch));
        handler.accept(record.toByteArray());
        return 1;
    }

    /** A record that does not fit comes alone. */
    private static byte[] only(final ServerMessage.Records batch) {
        final List<byte[]> records = batch.records();
        if (records.size() != 1 || records.getFirst().length == 0) {
            throw new ProtocolViolationException("consume records",
                    "%d records, expected a part of one".formatted(records.size()), null);
        }
        return records.getFirst();
    }

    /**
     * Puts a record where programs drain it, and waits for room if there is none.
     *
     * @param record  its bytes.
     * @param timeout how long to wait; at most {@value ControlProtocol#MAX_WAIT_SECONDS} s.
     * @throws ControlException ENOSPC if there was no room, E2BIG if there never is.
     */
    public void submit(final byte[] record, final Duration timeout) {
        final long waitNs = waitNs(timeout);
        final long transferId = transferIds.getAndIncrement();
        int offset = 0;
        do {
            final int length = Math.min(ControlProtocol.MAX_VALUE_LENGTH, record.length - offset);
            session.request(requests.submit(record, waitNs, transferId, offset, length),
                    ServerMessage.Reply.class, timeoutNs + waitNs);
            offset += length;
        } while (offset < record.length);
    }

    private ServerMessage.Records ask(final Request request, final long waitNs) {
        return session.request(request, ServerMessage.Records.class, timeoutNs + waitNs);
    }

    private static long waitNs(final Duration timeout) {
        return timeout.compareTo(Duration.ofSeconds(ControlProtocol.MAX_WAIT_SECONDS)) > 0
                ? MAX_WAIT_NS : Math.max(0, timeout.toNanos());
    }
}
