package io.bpfarena.broker.control;

import io.bpfarena.broker.page.PageRange;
import io.bpfarena.broker.session.ClientSession;
import io.bpfarena.client.protocol.ArenaClosedEncoder;
import io.bpfarena.client.protocol.BrokerClosingEncoder;
import io.bpfarena.client.protocol.ClientGoneEncoder;
import io.bpfarena.client.protocol.MessageHeaderEncoder;
import io.bpfarena.client.protocol.PagesFreedEncoder;
import org.agrona.MutableDirectBuffer;

/** Encodes and sends events. The agent's thread alone. */
final class EventProxy {
    private final MutableDirectBuffer buffer;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final PagesFreedEncoder pagesFreed = new PagesFreedEncoder();
    private final ArenaClosedEncoder arenaClosed = new ArenaClosedEncoder();
    private final ClientGoneEncoder clientGone = new ClientGoneEncoder();
    private final BrokerClosingEncoder brokerClosing = new BrokerClosingEncoder();

    /** @param buffer of at least 64 bytes; others may use it in between. */
    EventProxy(final MutableDirectBuffer buffer) {
        this.buffer = buffer;
    }

    /** Not queued when the client does not read: true if it went, else the caller tries again with a wider range. */
    boolean pagesFreed(final ClientSession session, final int arenaId, final PageRange range) {
        pagesFreed.wrapAndApplyHeader(buffer, 0, header)
                .arenaId(arenaId).page(range.page()).pageCount(range.count());
        return session.outlet().trySend(buffer, MessageHeaderEncoder.ENCODED_LENGTH + pagesFreed.encodedLength());
    }

    void arenaClosed(final ClientSession session, final int arenaId) {
        arenaClosed.wrapAndApplyHeader(buffer, 0, header).arenaId(arenaId);
        session.outlet().send(buffer, MessageHeaderEncoder.ENCODED_LENGTH + arenaClosed.encodedLength());
    }

    void clientGone(final ClientSession session, final long goneClientId) {
        clientGone.wrapAndApplyHeader(buffer, 0, header).goneClientId(goneClientId);
        session.outlet().send(buffer, MessageHeaderEncoder.ENCODED_LENGTH + clientGone.encodedLength());
    }

    void brokerClosing(final ClientSession session, final long epoch) {
        brokerClosing.wrapAndApplyHeader(buffer, 0, header).epoch(epoch);
        session.outlet().send(buffer, MessageHeaderEncoder.ENCODED_LENGTH + brokerClosing.encodedLength());
    }
}
