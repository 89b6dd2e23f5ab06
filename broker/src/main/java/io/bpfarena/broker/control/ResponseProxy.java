package io.bpfarena.broker.control;

import io.bpfarena.broker.program.HostedArena;
import io.bpfarena.broker.session.ClientSession;
import io.bpfarena.broker.session.ResponseOutlet;
import io.bpfarena.client.protocol.ArenaOpenedEncoder;
import io.bpfarena.client.protocol.AttachedEncoder;
import io.bpfarena.client.protocol.BrokerStatusEncoder;
import io.bpfarena.client.protocol.ControlProtocol;
import io.bpfarena.client.protocol.FaultOutcome;
import io.bpfarena.client.protocol.FaultResultEncoder;
import io.bpfarena.client.protocol.GlobalValueEncoder;
import io.bpfarena.client.protocol.MessageHeaderEncoder;
import io.bpfarena.client.protocol.ObjectLoadedEncoder;
import io.bpfarena.client.protocol.PagesAllocatedEncoder;
import io.bpfarena.client.protocol.ReplyEncoder;
import io.bpfarena.client.protocol.StreamBytesEncoder;
import io.bpfarena.linux.Errno;
import org.agrona.MutableDirectBuffer;

/** Encodes and sends the answers of fixed size and those that carry one text or value. The agent's thread alone. */
final class ResponseProxy {
    private static final int OK = 0;

    private final MutableDirectBuffer buffer;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final AttachedEncoder attached = new AttachedEncoder();
    private final ReplyEncoder reply = new ReplyEncoder();
    private final BrokerStatusEncoder status = new BrokerStatusEncoder();
    private final ArenaOpenedEncoder arenaOpened = new ArenaOpenedEncoder();
    private final FaultResultEncoder faultResult = new FaultResultEncoder();
    private final PagesAllocatedEncoder pagesAllocated = new PagesAllocatedEncoder();
    private final ObjectLoadedEncoder objectLoaded = new ObjectLoadedEncoder();
    private final GlobalValueEncoder globalValue = new GlobalValueEncoder();
    private final StreamBytesEncoder streamBytes = new StreamBytesEncoder();

    /** @param buffer of at least {@link ControlProtocol#MAX_MESSAGE_LENGTH} bytes; others may use it in between. */
    ResponseProxy(final MutableDirectBuffer buffer) {
        this.buffer = buffer;
    }

    private void send(final ResponseOutlet outlet, final int encodedLength) {
        outlet.send(buffer, MessageHeaderEncoder.ENCODED_LENGTH + encodedLength);
    }

    private static byte[] text(final String text) {
        return WireText.encode(text, ControlProtocol.MAX_TEXT_LENGTH);
    }

    private static byte[] name(final String name) {
        return WireText.encode(name, ControlProtocol.MAX_NAME_LENGTH);
    }

    void attached(
            final ClientSession session, final long correlationId, final long epoch, final long livenessTimeoutNs) {
        attached.wrapAndApplyHeader(buffer, 0, header)
                .correlationId(correlationId).clientId(session.id()).code(OK).epoch(epoch)
                .livenessTimeoutNs(livenessTimeoutNs).putText(new byte[0], 0, 0);
        send(session.outlet(), attached.encodedLength());
    }

    void attachRefused(
            final ResponseOutlet outlet, final long correlationId, final Errno errno, final String reason,
            final long epoch) {
        final byte[] text = text(reason);
        attached.wrapAndApplyHeader(buffer, 0, header)
                .correlationId(correlationId).clientId(0).code(errno.number()).epoch(epoch)
                .livenessTimeoutNs(0).putText(text, 0, text.length);
        send(outlet, attached.encodedLength());
    }

    void done(final ClientSession session, final long correlationId) {
        reply(session, correlationId, OK, "");
    }

    void refused(final ClientSession session, final long correlationId, final Errno errno, final String reason) {
        reply(session, correlationId, errno.number(), reason);
    }

    private void reply(
            final ClientSession session, final long correlationId, final int code, final String reason) {
        final byte[] text = text(reason);
        reply.wrapAndApplyHeader(buffer, 0, header)
                .correlationId(correlationId).code(code).putText(text, 0, text.length);
        send(session.outlet(), reply.encodedLength());
    }

    void status(final ClientSession session, final long correlationId, final BrokerStatus value) {
        final byte[] directory = text(value.directory());
        final byte[] version = text(value.version());
        status.wrapAndApplyHeader(buffer, 0, header)
                .correlationId(correlationId).pid(value.pid()).epoch(value.epoch()).uptimeNs(value.uptimeNs())
                .clients(value.clients()).objects(value.objects()).arenas(value.arenas())
                .pagesAllocated(value.pagesAllocated()).faultsServed(value.faultsServed())
                .faultP50Ns(value.faultP50Ns()).faultP99Ns(value.faultP99Ns())
                .putDirectory(directory, 0, directory.length).putVersion(version, 0, version.length);
        send(session.outlet(), status.encodedLength());
    }

    void arenaOpened(
            final ClientSession session, final long correlationId, final HostedArena arena, final long epoch) {
        final byte[] name = name(arena.name());
        arenaOpened.wrapAndApplyHeader(buffer, 0, header)
                .correlationId(correlationId).arenaId(arena.id()).flags(arena.map().flags())
                .baseAddress(arena.map().userVmStart()).pageCount(arena.map().maxEntries()).epoch(epoch)
                .putName(name, 0, name.length);
        send(session.outlet(), arenaOpened.encodedLength());
    }

    void faultResult(
            final ClientSession session, final long correlationId, final int arenaId, final int page,
            final int pageCount, final FaultOutcome outcome) {
        faultResult.wrapAndApplyHeader(buffer, 0, header)
                .correlationId(correlationId).arenaId(arenaId).page(page).pageCount(pageCount).outcome(outcome);
        send(session.outlet(), faultResult.encodedLength());
    }

    void pagesAllocated(final ClientSession session, final long correlationId, final long address) {
        pagesAllocated.wrapAndApplyHeader(buffer, 0, header).correlationId(correlationId).address(address);
        send(session.outlet(), pagesAllocated.encodedLength());
    }

    void objectLoaded(
            final ClientSession session, final long correlationId, final int objectId, final String objectName) {
        final byte[] name = name(objectName);
        objectLoaded.wrapAndApplyHeader(buffer, 0, header)
                .correlationId(correlationId).objectId(objectId).putName(name, 0, name.length);
        send(session.outlet(), objectLoaded.encodedLength());
    }

    void globalValue(
            final ClientSession session, final long correlationId, final int totalLength, final byte[] value) {
        globalValue.wrapAndApplyHeader(buffer, 0, header)
                .correlationId(correlationId).totalLength(totalLength).putValue(value, 0, value.length);
        send(session.outlet(), globalValue.encodedLength());
    }

    void streamBytes(final ClientSession session, final long correlationId, final int remaining, final byte[] data) {
        streamBytes.wrapAndApplyHeader(buffer, 0, header)
                .correlationId(correlationId).remaining(remaining).putData(data, 0, data.length);
        send(session.outlet(), streamBytes.encodedLength());
    }
}
