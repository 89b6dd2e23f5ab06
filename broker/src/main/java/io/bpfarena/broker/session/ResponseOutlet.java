package io.bpfarena.broker.session;

import io.aeron.ExclusivePublication;
import io.aeron.Publication;
import java.util.ArrayDeque;
import java.util.Queue;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Where a client's answers and events go: its publication, and behind it a queue for the time when it does not read.
 * Sending never waits. A client that lets the queue fill up has stopped reading, and {@link #state()} says so; it is
 * for the session's owner to end the session. Used by the control agent's thread alone.
 */
public final class ResponseOutlet implements AutoCloseable {
    /** How the client's end does. */
    public enum State {
        /** It reads, or has read lately enough. */
        OPEN,
        /** It did not read, and more was queued than it may have. */
        OVERFLOWED,
        /** It is not there any more. */
        DISCONNECTED
    }

    private final ExclusivePublication publication;
    private final int maxQueuedBytes;
    private final Queue<UnsafeBuffer> queue = new ArrayDeque<>();
    private int queuedBytes;
    private State state = State.OPEN;

    /**
     * @param publication    connected; closed with this.
     * @param maxQueuedBytes how much may wait for the client to read.
     */
    public ResponseOutlet(final ExclusivePublication publication, final int maxQueuedBytes) {
        this.publication = publication;
        this.maxQueuedBytes = maxQueuedBytes;
    }

    /** {@return how the client's end does} */
    public State state() {
        return state;
    }

    /** {@return whether nothing waits} */
    public boolean isDrained() {
        return queue.isEmpty();
    }

    /**
     * Sends a message, now or as soon as the client has read what is before it.
     *
     * @param buffer of the message, copied if it has to wait.
     * @param length of the message from the start of the buffer; at most the publication's maximum.
     */
    public void send(final DirectBuffer buffer, final int length) {
        if (state != State.OPEN || queue.isEmpty() && offer(buffer, length)) {
            return;
        }
        if (state == State.OPEN) {
            enqueue(buffer, length);
        }
    }

    /**
     * Sends an event that may be left out, if it can be sent now.
     *
     * @param buffer of the message.
     * @param length of the message.
     * @return whether it was sent.
     */
    public boolean trySend(final DirectBuffer buffer, final int length) {
        return state == State.OPEN && queue.isEmpty() && offer(buffer, length);
    }

    private void enqueue(final DirectBuffer buffer, final int length) {
        if (queuedBytes + length > maxQueuedBytes) {
            state = State.OVERFLOWED;
            return;
        }
        final byte[] copy = new byte[length];
        buffer.getBytes(0, copy);
        queue.add(new UnsafeBuffer(copy));
        queuedBytes += length;
    }

    /**
     * Goes on with what waits.
     *
     * @return how many messages went.
     */
    public int flush() {
        int sent = 0;
        UnsafeBuffer head = queue.peek();
        while (head != null && state == State.OPEN && offer(head, head.capacity())) {
            queue.remove();
            queuedBytes -= head.capacity();
            sent++;
            head = queue.peek();
        }
        if (state == State.OPEN && !publication.isConnected()) {
            state = State.DISCONNECTED;
        }
        return sent;
    }

    /** True if it went; false if it has to wait, or if the client is gone. */
    private boolean offer(final DirectBuffer buffer, final int length) {
        final long result = publication.offer(buffer, 0, length);
        if (result > 0) {
            return true;
        }
        if (result != Publication.BACK_PRESSURED && result != Publication.ADMIN_ACTION) {
            // NOT_CONNECTED, CLOSED or MAX_POSITION_EXCEEDED: nothing will ever go through again.
            state = State.DISCONNECTED;
        }
        return false;
    }

    /** Gives the publication back; what was sent before can still be read, what waits is lost. */
    @Override
    public void close() {
        publication.close();
        queue.clear();
    }
}
