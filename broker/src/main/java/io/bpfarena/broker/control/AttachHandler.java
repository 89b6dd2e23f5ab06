package io.bpfarena.broker.control;

import io.bpfarena.broker.session.AttachQueue;
import io.bpfarena.broker.session.AttachRequest;
import io.bpfarena.broker.session.ClientIdentity;
import io.bpfarena.broker.session.ResponseChannel;
import io.bpfarena.client.protocol.AttachDecoder;
import io.bpfarena.client.protocol.ControlProtocol;
import io.bpfarena.client.protocol.FaultMode;
import io.bpfarena.linux.Errno;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;

/** Attach: the one request that comes from nobody yet, and whose refusal needs a publication of its own. */
final class AttachHandler {
    private final AttachDecoder decoder = new AttachDecoder();
    private final AttachQueue attaches;
    private final Consumer<ProtocolViolation> onViolation;

    /**
     * @param attaches    where attaches begin.
     * @param onViolation hears of attaches that cannot be answered.
     */
    AttachHandler(final AttachQueue attaches, final Consumer<ProtocolViolation> onViolation) {
        this.attaches = attaches;
        this.onViolation = onViolation;
    }

    /**
     * Begins an attach.
     *
     * @param buffer         of a message that has the shape of Attach.
     * @param offset         of its block.
     * @param aeronSessionId it came from.
     * @param nowNs          in the agent's nanoseconds.
     */
    void onAttach(final DirectBuffer buffer, final int offset, final int aeronSessionId, final long nowNs) {
        decoder.wrap(buffer, offset, AttachDecoder.BLOCK_LENGTH, AttachDecoder.SCHEMA_VERSION);
        final String channelText = decoder.responseChannel();
        final String name = WireText.printable(decoder.clientName());
        final ResponseChannel channel;
        try {
            channel = ResponseChannel.parse(channelText, decoder.responseStreamId());
        } catch (final IllegalArgumentException e) {
            onViolation.accept(ProtocolViolation.UNANSWERABLE_ATTACH);
            return;
        }
        final String refusal = refusal();
        final ClientIdentity identity = new ClientIdentity(name, decoder.pid(), FaultMode.CHECKED, aeronSessionId);
        final AttachRequest request = new AttachRequest(
                decoder.correlationId(), identity, channel, refusal.isEmpty() ? null : refusalErrno(), refusal);
        if (!attaches.add(request, nowNs)) {
            onViolation.accept(ProtocolViolation.TOO_MANY_ATTACHES);
        }
    }

    private String refusal() {
        if (decoder.protocolVersion() != ControlProtocol.PROTOCOL_VERSION) {
            return "the client speaks protocol version %d, this broker %d: use the same release of both"
                    .formatted(decoder.protocolVersion(), ControlProtocol.PROTOCOL_VERSION);
        }
        if (decoder.faultModeRaw() != FaultMode.CHECKED.value()) {
            return "fault mode %d is not served; this broker serves %d (checked)"
                    .formatted(decoder.faultModeRaw(), FaultMode.CHECKED.value());
        }
        return "";
    }

    private Errno refusalErrno() {
        return decoder.protocolVersion() != ControlProtocol.PROTOCOL_VERSION ? Errno.EPROTO : Errno.EOPNOTSUPP;
    }
}
