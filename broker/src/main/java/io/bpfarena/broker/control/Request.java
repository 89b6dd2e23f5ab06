package io.bpfarena.broker.control;

import io.bpfarena.broker.session.ClientSession;
import org.agrona.DirectBuffer;

/**
 * A request that has the shape of its template and comes from a session. One instance goes over all messages; a handler
 * copies what it keeps.
 */
final class Request {
    private DirectBuffer buffer;
    private int offset;
    private long correlationId;
    private ClientSession session;
    private long receivedNs;

    Request set(
            final DirectBuffer newBuffer, final int newOffset, final long newCorrelationId,
            final ClientSession newSession, final long nowNs) {
        buffer = newBuffer;
        offset = newOffset;
        correlationId = newCorrelationId;
        session = newSession;
        receivedNs = nowNs;
        return this;
    }

    /** {@return the buffer it lies in} */
    DirectBuffer buffer() {
        return buffer;
    }

    /** {@return where its block begins} */
    int offset() {
        return offset;
    }

    /** {@return the number that the answer repeats} */
    long correlationId() {
        return correlationId;
    }

    /** {@return who sent it} */
    ClientSession session() {
        return session;
    }

    /** {@return when it was read, in the agent's nanoseconds} */
    long receivedNs() {
        return receivedNs;
    }
}
