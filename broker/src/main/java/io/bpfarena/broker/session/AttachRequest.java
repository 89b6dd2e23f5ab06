package io.bpfarena.broker.session;

import io.bpfarena.linux.Errno;

/**
 * A client's wish to attach, and what became of it so far.
 *
 * @param correlationId of the message.
 * @param identity      who the client says it is.
 * @param channel       where it wants its answers.
 * @param refusal       why it cannot attach, or null.
 * @param text          of the refusal; empty without one.
 */
public record AttachRequest(
        long correlationId, ClientIdentity identity, ResponseChannel channel, Errno refusal, String text) {
    /** {@return whether the only thing left to do is to tell it why not} */
    public boolean isRefused() {
        return refusal != null;
    }

    /**
     * The same, refused.
     *
     * @param errno  why.
     * @param reason for people.
     * @return the request.
     */
    AttachRequest refusedWith(final Errno errno, final String reason) {
        return new AttachRequest(correlationId, identity, channel, errno, reason);
    }
}
