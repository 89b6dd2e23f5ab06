package io.bpfarena.client;

import java.util.concurrent.atomic.AtomicLong;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;

/**
 * Carries events from whichever thread received them to the client's own thread, which tells the listener: so the
 * listener is never called with the session's lock held, and may use the client.
 *
 * <p>What is put in waits in a bounded queue; what does not fit is counted and told as lost.
 */
final class EventDispatcher {
    private static final int CAPACITY = 4096;
    private static final int DISPATCH_LIMIT = 16;

    private final ManyToOneConcurrentArrayQueue<Runnable> queue = new ManyToOneConcurrentArrayQueue<>(CAPACITY);
    private final AtomicLong lost = new AtomicLong();
    private final ArenaEventListener listener;
    private final ErrorHandler errorHandler;

    EventDispatcher(final ArenaEventListener listener, final ErrorHandler errorHandler) {
        this.listener = listener;
        this.errorHandler = errorHandler;
    }

    /** Any thread: an event of the broker. */
    void event(final ServerMessage.Event event) {
        enqueue(switch (event) {
            case ServerMessage.PagesFreed freed ->
                () -> listener.onPagesFreed(freed.arenaId(), freed.page(), freed.pageCount());
            case ServerMessage.ArenaClosed closed -> () -> listener.onArenaClosed(closed.arenaId());
            case ServerMessage.ClientGone gone -> () -> listener.onClientGone(gone.clientId());
            case ServerMessage.BrokerClosing _ -> listener::onBrokerClosing;
        });
    }

    /** Any thread: the session has ended. */
    void brokerGone(final BrokerGoneException reason) {
        enqueue(() -> listener.onBrokerGone(reason));
    }

    /** Any thread: something that no request can be told of. */
    void error(final Throwable error) {
        enqueue(() -> errorHandler.onError(error));
    }

    private void enqueue(final Runnable call) {
        if (!queue.offer(call)) {
            lost.incrementAndGet();
        }
    }

    /** The client's own thread: tells the listener. Returns how much there was to tell. */
    int dispatch() {
        int work = 0;
        for (Runnable call = queue.poll(); call != null; call = ++work < DISPATCH_LIMIT ? queue.poll() : null) {
            guarded(call);
        }
        final long count = lost.getAndSet(0);
        if (count > 0) {
            work++;
            guarded(() -> listener.onEventsLost(count));
        }
        return work;
    }

    private void guarded(final Runnable call) {
        try {
            call.run();
        } catch (final RuntimeException e) {
            errorHandler.onError(e);
        }
    }
}
