package io.bpfarena.broker.session;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.exceptions.RegistrationException;
import io.bpfarena.linux.Errno;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.agrona.ErrorHandler;

/**
 * Attaches on their way, so many and no more; each ends in a session, in a refusal that the client hears, or in nothing
 * when there is nobody to hear it. Used by the control agent's thread alone.
 */
public final class AttachQueue implements AutoCloseable {
    private final Aeron aeron;
    private final SessionRegistry sessions;
    private final AttachLimits limits;
    private final AttachAnswer answer;
    private final ErrorHandler errorHandler;
    private final List<PendingAttach> pending = new ArrayList<>();

    /**
     * What bounds attaching.
     *
     * @param maxClients     sessions and accepted attaches together.
     * @param maxPending     attaches on their way, refused ones included.
     * @param timeoutNs      how long one may take.
     * @param maxQueuedBytes what may wait for a client to read it.
     */
    public record AttachLimits(int maxClients, int maxPending, long timeoutNs, int maxQueuedBytes) {
    }

    /** Sends the answer to an attach. */
    public interface AttachAnswer {
        /**
         * Tells a client that it is attached.
         *
         * @param session       its session.
         * @param correlationId of the attach.
         */
        void accepted(ClientSession session, long correlationId);

        /**
         * Tells a client that it is not, if it can be told at once.
         *
         * @param request refused.
         * @param outlet  where the answer goes.
         */
        void refused(AttachRequest request, ResponseOutlet outlet);
    }

    /**
     * @param aeron        whose conductor the caller runs.
     * @param sessions     where sessions begin.
     * @param limits       what bounds it.
     * @param answer       tells clients.
     * @param errorHandler hears of attaches that the driver refused.
     */
    public AttachQueue(
            final Aeron aeron, final SessionRegistry sessions, final AttachLimits limits, final AttachAnswer answer,
            final ErrorHandler errorHandler) {
        this.aeron = aeron;
        this.sessions = sessions;
        this.limits = limits;
        this.answer = answer;
        this.errorHandler = errorHandler;
    }

    /**
     * Begins an attach.
     *
     * @param request accepted or refused so far.
     * @param nowNs   in the agent's nanoseconds.
     * @return false if too many are on their way: it is dropped, and the client may try again.
     */
    public boolean add(final AttachRequest request, final long nowNs) {
        if (pending.size() >= limits.maxPending()) {
            return false;
        }
        final AttachRequest checked = !request.isRefused() && clients() >= limits.maxClients()
                ? request.refusedWith(Errno.EAGAIN, "the broker has its %d clients; try again when one has gone"
                        .formatted(limits.maxClients()))
                : request;
        pending.add(new PendingAttach(aeron, checked, nowNs + limits.timeoutNs()));
        return true;
    }

    private int clients() {
        return sessions.size() + (int) pending.stream().filter(attach -> !attach.request().isRefused()).count();
    }

    /**
     * Goes on with all of them.
     *
     * @param nowNs in the agent's nanoseconds.
     * @return how many ended.
     */
    public int poll(final long nowNs) {
        int ended = 0;
        final Iterator<PendingAttach> iterator = pending.iterator();
        while (iterator.hasNext()) {
            if (poll(iterator.next(), nowNs)) {
                iterator.remove();
                ended++;
            }
        }
        return ended;
    }

    private boolean poll(final PendingAttach attach, final long nowNs) {
        try {
            return switch (attach.poll(aeron, nowNs)) {
                case ADDING, CONNECTING -> false;
                case FAILED -> true;
                case CONNECTED -> {
                    answer(attach.request(), attach.publication(), nowNs);
                    yield true;
                }
            };
        } catch (final RegistrationException e) {
            errorHandler.onError(e);
            return true;
        }
    }

    private void answer(final AttachRequest request, final ExclusivePublication publication, final long nowNs) {
        final ResponseOutlet outlet = new ResponseOutlet(publication, limits.maxQueuedBytes());
        if (request.isRefused()) {
            answer.refused(request, outlet);
            outlet.close();
        } else {
            answer.accepted(sessions.add(request.identity(), outlet, nowNs), request.correlationId());
        }
    }

    /** Gives back what is on its way. */
    @Override
    public void close() {
        pending.forEach(attach -> attach.abandon(aeron));
        pending.clear();
    }
}
