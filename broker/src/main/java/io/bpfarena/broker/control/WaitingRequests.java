package io.bpfarena.broker.control;

import io.bpfarena.broker.session.ClientSession;
import io.bpfarena.broker.session.RefusedException;
import io.bpfarena.broker.session.SessionRegistry;
import io.bpfarena.linux.Errno;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.agrona.ErrorHandler;

/**
 * Requests that wait for what a program does: records in a ring buffer, or room in one. Each is tried again with every
 * turn of the duty cycle until it succeeds or its time is up; so nobody waits on a thread. The agent's thread alone.
 */
final class WaitingRequests {
    private final SessionRegistry sessions;
    private final ResponseProxy responses;
    private final ErrorHandler errorHandler;
    private final int maxPerClient;
    private final List<Waiting> waiting = new ArrayList<>();

    /** One try of a request. */
    @FunctionalInterface
    interface Attempt {
        /**
         * Tries.
         *
         * @param session of who asked.
         * @param last    whether it must be answered now.
         * @return whether it was answered.
         * @throws RefusedException what the client is to hear instead.
         */
        boolean answer(ClientSession session, boolean last) throws RefusedException;
    }

    private record Waiting(long clientId, long correlationId, long deadlineNs, Attempt attempt) {
    }

    /**
     * @param sessions     that wait.
     * @param responses    answers.
     * @param errorHandler hears of failures.
     * @param maxPerClient how many of one client may wait.
     */
    WaitingRequests(
            final SessionRegistry sessions, final ResponseProxy responses, final ErrorHandler errorHandler,
            final int maxPerClient) {
        this.sessions = sessions;
        this.responses = responses;
        this.errorHandler = errorHandler;
        this.maxPerClient = maxPerClient;
    }

    /**
     * Tries a request, and keeps it if it has to wait.
     *
     * @param request of a client.
     * @param waitNs  how long it may.
     * @param attempt at it.
     * @throws RefusedException EAGAIN if the client has too many that wait; whatever the attempt throws.
     */
    void begin(final Request request, final long waitNs, final Attempt attempt) throws RefusedException {
        final ClientSession session = request.session();
        if (attempt.answer(session, waitNs == 0)) {
            return;
        }
        if (waiting.stream().filter(other -> other.clientId == session.id()).count() >= maxPerClient) {
            throw new RefusedException(Errno.EAGAIN,
                    "this client has its %d requests that wait; await one".formatted(maxPerClient));
        }
        waiting.add(new Waiting(
                session.id(), request.correlationId(), request.receivedNs() + waitNs, attempt));
    }

    /**
     * Tries all again.
     *
     * @param nowNs in the agent's nanoseconds.
     * @return how many were answered.
     */
    int poll(final long nowNs) {
        int answered = 0;
        for (final Iterator<Waiting> all = waiting.iterator(); all.hasNext();) {
            final Waiting one = all.next();
            final ClientSession session = sessions.find(one.clientId);
            if (session == null || isAnswered(one, session, nowNs)) {
                all.remove();
                answered++;
            }
        }
        return answered;
    }

    private boolean isAnswered(final Waiting one, final ClientSession session, final long nowNs) {
        try {
            return one.attempt.answer(session, nowNs - one.deadlineNs >= 0);
        } catch (final RefusedException | RuntimeException e) {
            if (!Failures.isExpected(e)) {
                errorHandler.onError(e);
            }
            responses.refused(session, one.correlationId, Failures.errno(e), Failures.text(e));
            return true;
        }
    }
}
