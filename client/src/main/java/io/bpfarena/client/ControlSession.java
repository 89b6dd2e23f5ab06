package io.bpfarena.client;

import io.aeron.ExclusivePublication;
import io.aeron.FragmentAssembler;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.logbuffer.Header;
import io.bpfarena.client.protocol.ControlProtocol;
import io.bpfarena.client.protocol.MalformedMessageException;
import io.bpfarena.client.protocol.MessageHeaderDecoder;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Requests and answers between this client and its broker.
 *
 * <p>One lock guards publication, subscription and the table of who waits for what. It is held to send one message or
 * to receive a few, never while waiting: each waiting thread polls in turn and puts what it received where it belongs,
 * so that a page fault of one thread does not wait for the long program that another one runs. Worked example: thread A
 * sends RunProgram as 7, thread B sends FaultIn as 8; A, polling, receives the answer to 8, hands it to B and goes on
 * waiting; B finds it there when it looks next.
 *
 * <p>Every wait ends: by the answer, by its deadline, by the broker's death ({@link BrokerLiveness}, the publication,
 * the images), by {@link #close}, or by an interrupt. Any thread may call any method.
 */
final class ControlSession {
    private static final int FRAGMENT_LIMIT = 16;
    private static final long MIN_KEEPALIVE_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final Request KEEPALIVE = Request.keepalive();
    private static final int CORRELATION_ID_OFFSET = MessageHeaderDecoder.ENCODED_LENGTH;

    private final ReentrantLock lock = new ReentrantLock();
    private final ExclusivePublication publication;
    private final Subscription subscription;
    private final BrokerLiveness liveness;
    private final EventDispatcher dispatcher;
    private final Supplier<IdleStrategy> idleStrategies;
    private final Supplier<Throwable> aeronError;

    private final ServerMessageCodec codec = new ServerMessageCodec();
    private final FragmentAssembler assembler = new FragmentAssembler(this::onMessage);
    private final UnsafeBuffer sendBuffer = new UnsafeBuffer(new byte[ControlProtocol.MAX_MESSAGE_LENGTH]);
    private final Long2ObjectHashMap<PendingAnswer> pending = new Long2ObjectHashMap<>();
    private long nextCorrelationId = 1;
    private long keepaliveIntervalNs = Long.MAX_VALUE;
    private long lastSentNs;

    private volatile ServerMessage.Attached attached;
    private volatile BrokerGoneException gone;
    private volatile boolean closing;
    private volatile boolean closed;

    ControlSession(
            final ExclusivePublication publication, final Subscription subscription, final BrokerLiveness liveness,
            final EventDispatcher dispatcher, final Supplier<IdleStrategy> idleStrategies,
            final Supplier<Throwable> aeronError) {
        this.publication = publication;
        this.subscription = subscription;
        this.liveness = liveness;
        this.dispatcher = dispatcher;
        this.idleStrategies = idleStrategies;
        this.aeronError = aeronError;
    }

    /** Makes the session; the first call. */
    void attach(final String clientName, final long timeoutNs) {
        final Request request = Request.attach(subscription.streamId(), subscription.channel(), clientName);
        final ServerMessage.Attached answer = request(request, ServerMessage.Attached.class, timeoutNs);
        if (answer.code() != 0) {
            throw new ControlException(request.name(), answer.code(), answer.text());
        }
        lock.lock();
        try {
            keepaliveIntervalNs = Math.max(MIN_KEEPALIVE_INTERVAL_NS, answer.livenessTimeoutNs() / 4);
            attached = answer;
        } finally {
            lock.unlock();
        }
    }

    /** {@return what the broker said when the session was made} */
    ServerMessage.Attached attached() {
        return attached;
    }

    /** Sends a request and waits for its answer; a refusal is a {@link ControlException}. */
    <T extends ServerMessage.Content> T request(
            final Request request, final Class<T> expected, final long timeoutNs) {
        return exchange(request, expected, timeoutNs, false);
    }

    private <T extends ServerMessage.Content> T exchange(
            final Request request, final Class<T> expected, final long timeoutNs, final boolean isLast) {
        final long startNs = System.nanoTime();
        final IdleStrategy idle = idleStrategies.get();
        requireHope(request.name(), startNs, timeoutNs, isLast);
        PendingAnswer answer = trySend(request);
        while (answer == null) {
            requireHope(request.name(), startNs, timeoutNs, isLast);
            idle.idle();
            answer = trySend(request);
        }
        try {
            idle.reset();
            int work = tryPoll();
            while (!answer.isDone()) {
                requireHope(request.name(), startNs, timeoutNs, isLast);
                idle.idle(work);
                work = tryPoll();
            }
            return answer.as(expected);
        } finally {
            forget(answer);
        }
    }

    /** Sends, unless there is no room just now: then null. */
    private PendingAnswer trySend(final Request request) {
        lock.lock();
        try {
            if (closed) {
                throw new ClientClosedException();
            }
            final long correlationId = nextCorrelationId++;
            if (!offer(request, correlationId)) {
                return null;
            }
            final PendingAnswer answer = new PendingAnswer(request.name(), correlationId);
            pending.put(correlationId, answer);
            return answer;
        } finally {
            lock.unlock();
        }
    }

    private boolean offer(final Request request, final long correlationId) {
        final int length = request.encoder().encode(sendBuffer, correlationId, clientId());
        final long result = publication.offer(sendBuffer, 0, length);
        if (result > 0) {
            lastSentNs = System.nanoTime();
            return true;
        }
        if (result == Publication.MAX_POSITION_EXCEEDED) {
            gone("the session has sent all that a publication can", null);
        }
        return false;
    }

    private long clientId() {
        return attached == null ? 0 : attached.clientId();
    }

    private void forget(final PendingAnswer answer) {
        lock.lock();
        try {
            pending.remove(answer.correlationId());
        } finally {
            lock.unlock();
        }
    }

    /** Receives what there is and shows life, unless another thread is at it. Returns how much was done. */
    int tryPoll() {
        if (!lock.tryLock()) {
            return 0;
        }
        try {
            return closed ? 0 : subscription.poll(assembler, FRAGMENT_LIMIT) + keepaliveIfDue();
        } finally {
            lock.unlock();
        }
    }

    private int keepaliveIfDue() {
        return gone == null && System.nanoTime() - lastSentNs >= keepaliveIntervalNs
                && offer(KEEPALIVE, 0) ? 1 : 0;
    }

    private void onMessage(final DirectBuffer buffer, final int offset, final int length, final Header header) {
        try {
            switch (codec.decode(buffer, offset, length)) {
                case ServerMessage.Answer(final long id, final ServerMessage.Content content) -> {
                    final PendingAnswer answer = pending.get(id);
                    if (answer != null) {
                        answer.complete(content);
                    }
                }
                case ServerMessage.Event event -> onEvent(event);
            }
        } catch (final MalformedMessageException e) {
            onMalformed(buffer, offset, length, e);
        }
    }

    private void onEvent(final ServerMessage.Event event) {
        dispatcher.event(event);
        if (event instanceof ServerMessage.BrokerClosing) {
            gone("it is closing", null);
        }
    }

    /** Every answer begins with its correlation id; who waits for this one is told at once. */
    private void onMalformed(
            final DirectBuffer buffer, final int offset, final int length, final MalformedMessageException e) {
        final PendingAnswer answer = length < CORRELATION_ID_OFFSET + Long.BYTES
                ? null
                : pending.get(buffer.getLong(offset + CORRELATION_ID_OFFSET, ByteOrder.LITTLE_ENDIAN));
        if (answer != null) {
            answer.fail(e);
        } else {
            dispatcher.error(e);
        }
    }

    private void requireHope(
            final String what, final long startNs, final long timeoutNs, final boolean isLast) {
        if (closing && !isLast) {
            throw new ClientClosedException();
        }
        final long nowNs = System.nanoTime();
        lookForBroker(nowNs);
        if (gone != null) {
            throw new BrokerGoneException("%s; not answered: %s".formatted(gone.reason(), what), gone.getCause());
        }
        if (nowNs - startNs >= timeoutNs) {
            throw new ControlTimeoutException(what, Duration.ofNanos(timeoutNs));
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new ClientInterruptedException(what);
        }
    }

    /** Notices a broker that has gone, without throwing. */
    void lookForBroker(final long nowNs) {
        if (gone != null || closed) {
            return;
        }
        final Optional<String> silence = liveness.lookAgain(nowNs);
        if (silence.isPresent()) {
            gone(silence.get(), aeronError.get());
        } else if (publication.isClosed() || subscription.isClosed()) {
            gone("the connection to its media driver was closed", aeronError.get());
        } else if (attached != null && (!publication.isConnected() || subscription.hasNoImages())) {
            gone("it has ended, or has ended this session", aeronError.get());
        }
    }

    private synchronized void gone(final String why, final Throwable cause) {
        if (gone == null) {
            gone = new BrokerGoneException(why, cause);
            dispatcher.brokerGone(gone);
        }
    }

    /** {@return whether {@link #beginClose} was called} */
    boolean isClosing() {
        return closing;
    }

    /** {@return whether {@link #close} has done its work} */
    boolean isClosed() {
        return closed;
    }

    /** Refuses further requests, and ends those that wait. The first caller gets true. */
    boolean beginClose() {
        lock.lock();
        try {
            final boolean first = !closing;
            closing = true;
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** Says goodbye, if there is a broker to say it to, and gives up the connection. */
    void close(final long timeoutNs) {
        try {
            if (attached != null) {
                exchange(Request.detach(), ServerMessage.Reply.class, timeoutNs, true);
            }
        } catch (final ArenaClientException e) {
            // Nothing to be done and nothing lost: a broker gives up clients that are silent.
        } finally {
            lock.lock();
            try {
                closed = true;
                publication.close();
                subscription.close();
            } finally {
                lock.unlock();
            }
        }
    }
}
