package io.bpfarena.broker.session;

import io.aeron.ChannelUri;
import io.aeron.CommonContext;
import io.bpfarena.client.protocol.ControlProtocol;

/**
 * Where a client wants its answers: an Aeron IPC stream that only it listens to. What the client sends is a whole
 * channel URI, with which one could make the broker send to any host or take any amount of memory; so nothing of it is
 * used but the session id, and anything else than what {@link ControlProtocol#RESPONSE_CHANNEL} has is refused.
 *
 * @param sessionId of the publication that the broker is to add.
 * @param streamId  that the client subscribes to.
 */
public record ResponseChannel(int sessionId, int streamId) {
    /** Bytes of a term when all that will be sent is a refusal: the smallest that Aeron has. */
    static final int REFUSAL_TERM_LENGTH = 64 * 1024;

    /**
     * Reads what a client sent.
     *
     * @param channel  URI.
     * @param streamId that the client subscribes to.
     * @return the channel.
     * @throws IllegalArgumentException if it is not an IPC channel with a session id and nothing else, or if the stream
     *                                  is the broker's own.
     */
    public static ResponseChannel parse(final String channel, final int streamId) {
        final ChannelUri uri = parse(channel);
        if (!uri.isIpc() || !uri.prefix().isEmpty()) {
            throw new IllegalArgumentException("response channel must be aeron:ipc: " + channel);
        }
        uri.forEachParameter((key, value) -> {
            if (!key.equals(CommonContext.SESSION_ID_PARAM_NAME) && !key.equals(CommonContext.TERM_LENGTH_PARAM_NAME)) {
                throw new IllegalArgumentException("response channel must not have the parameter " + key);
            }
        });
        final String sessionId = uri.get(CommonContext.SESSION_ID_PARAM_NAME);
        if (sessionId == null) {
            throw new IllegalArgumentException("response channel must have a session-id: " + channel);
        }
        if (streamId == ControlProtocol.CONTROL_STREAM_ID) {
            throw new IllegalArgumentException("response stream must not be the broker's own: streamId=" + streamId);
        }
        return new ResponseChannel(Integer.parseInt(sessionId), streamId);
    }

    private static ChannelUri parse(final String channel) {
        try {
            return ChannelUri.parse(channel);
        } catch (final IllegalStateException e) {
            throw new IllegalArgumentException("response channel is not complete: " + channel, e);
        }
    }

    /**
     * The channel for the broker's publication.
     *
     * @param termLength bytes of a term.
     * @return the URI.
     */
    String uri(final int termLength) {
        return "aeron:ipc?term-length=%d|session-id=%d".formatted(termLength, sessionId);
    }
}
