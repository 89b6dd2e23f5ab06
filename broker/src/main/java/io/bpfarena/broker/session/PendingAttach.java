package io.bpfarena.broker.session;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.exceptions.RegistrationException;
import io.bpfarena.client.protocol.ControlProtocol;

/**
 * An attach on its way: the driver is asked for a publication, then the client's subscription has to find it. Neither
 * is waited for.
 *
 * <pre>
 *   ADDING --driver answers--&gt; CONNECTING --subscription found--&gt; CONNECTED
 *      |                           |
 *      +--driver refuses-----------+--deadline--&gt; FAILED   (publication given back)
 * </pre>
 */
final class PendingAttach {
    /** How far it is. */
    enum State { ADDING, CONNECTING, CONNECTED, FAILED }

    private final AttachRequest request;
    private final long deadlineNs;
    private final long registrationId;
    private ExclusivePublication publication;
    private State state = State.ADDING;

    PendingAttach(final Aeron aeron, final AttachRequest request, final long deadlineNs) {
        this.request = request;
        this.deadlineNs = deadlineNs;
        // A refused client gets the smallest log there is.
        final int termLength =
                request.isRefused() ? ResponseChannel.REFUSAL_TERM_LENGTH : ControlProtocol.TERM_LENGTH;
        this.registrationId =
                aeron.asyncAddExclusivePublication(request.channel().uri(termLength), request.channel().streamId());
    }

    AttachRequest request() {
        return request;
    }

    /** The publication, once connected; it is the caller's from then on. */
    ExclusivePublication publication() {
        return publication;
    }

    /**
     * Goes on.
     *
     * @return the state, {@code CONNECTED} and {@code FAILED} being final.
     * @throws RegistrationException if the driver refused; the state is {@code FAILED} then.
     */
    State poll(final Aeron aeron, final long nowNs) {
        if (state == State.ADDING) {
            pollAdding(aeron);
        }
        if (state == State.CONNECTING && publication.isConnected()) {
            state = State.CONNECTED;
        }
        if (state != State.CONNECTED && nowNs - deadlineNs > 0) {
            abandon(aeron);
        }
        return state;
    }

    private void pollAdding(final Aeron aeron) {
        try {
            publication = aeron.getExclusivePublication(registrationId);
        } catch (final RegistrationException e) {
            state = State.FAILED;
            throw e;
        }
        if (publication != null) {
            state = State.CONNECTING;
        }
    }

    /** Gives back what there is of it. */
    void abandon(final Aeron aeron) {
        if (publication != null) {
            publication.close();
        } else if (state == State.ADDING) {
            aeron.asyncRemovePublication(registrationId);
        }
        state = State.FAILED;
    }
}
