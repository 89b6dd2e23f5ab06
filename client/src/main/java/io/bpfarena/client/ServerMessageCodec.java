package io.bpfarena.client;

import static io.bpfarena.client.protocol.ControlProtocol.MAX_CONTEXT_LENGTH;
import static io.bpfarena.client.protocol.ControlProtocol.MAX_NAME_LENGTH;
import static io.bpfarena.client.protocol.ControlProtocol.MAX_OUTPUT_LENGTH;
import static io.bpfarena.client.protocol.ControlProtocol.MAX_PACKET_LENGTH;
import static io.bpfarena.client.protocol.ControlProtocol.MAX_REPORTS;
import static io.bpfarena.client.protocol.ControlProtocol.MAX_REPORT_LENGTH;
import static io.bpfarena.client.protocol.ControlProtocol.MAX_STREAM_LENGTH;
import static io.bpfarena.client.protocol.ControlProtocol.MAX_TEXT_LENGTH;
import static io.bpfarena.client.protocol.ControlProtocol.MAX_VALUE_LENGTH;

import io.bpfarena.client.fault.FaultResolution;
import io.bpfarena.client.memory.ArenaFormatException;
import io.bpfarena.client.memory.ArenaTableDescriptor;
import io.bpfarena.client.memory.ArenaTableHeader;
import io.bpfarena.client.protocol.ArenaClosedDecoder;
import io.bpfarena.client.protocol.ArenaOpenedDecoder;
import io.bpfarena.client.protocol.AttachedDecoder;
import io.bpfarena.client.protocol.BrokerClosingDecoder;
import io.bpfarena.client.protocol.BrokerDirectory;
import io.bpfarena.client.protocol.BrokerStatusDecoder;
import io.bpfarena.client.protocol.BtfDataDecoder;
import io.bpfarena.client.protocol.ClientGoneDecoder;
import io.bpfarena.client.protocol.ClientListDecoder;
import io.bpfarena.client.protocol.ElementListDecoder;
import io.bpfarena.client.protocol.ElementValueDecoder;
import io.bpfarena.client.protocol.FaultMode;
import io.bpfarena.client.protocol.FaultOutcome;
import io.bpfarena.client.protocol.FaultResultDecoder;
import io.bpfarena.client.protocol.GlobalValueDecoder;
import io.bpfarena.client.protocol.KeyFoundDecoder;
import io.bpfarena.client.protocol.MalformedMessageException;
import io.bpfarena.client.protocol.MapDescriptionDecoder;
import io.bpfarena.client.protocol.MapListDecoder;
import io.bpfarena.client.protocol.MessageReader;
import io.bpfarena.client.protocol.ObjectLoadedDecoder;
import io.bpfarena.client.protocol.PagesAllocatedDecoder;
import io.bpfarena.client.protocol.PagesFreedDecoder;
import io.bpfarena.client.protocol.ProgramListDecoder;
import io.bpfarena.client.protocol.ProgramResultDecoder;
import io.bpfarena.client.protocol.RecordListDecoder;
import io.bpfarena.client.protocol.ReplyDecoder;
import io.bpfarena.client.protocol.StreamBytesDecoder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * From a message of the broker to a {@link ServerMessage}: lengths by {@link MessageReader}, ranges here. What does not
 * need the state of the session is checked, so that a value that comes out can be used. For one thread at a time.
 */
final class ServerMessageCodec {
    private final MessageReader in = new MessageReader();
    private final MapAnswerCodec maps = new MapAnswerCodec(in);

    /**
     * Decodes a message.
     *
     * @param buffer that holds it.
     * @param offset of its header.
     * @param length bytes with the header.
     * @return the message.
     * @throws MalformedMessageException for anything but a valid message of the broker.
     */
    ServerMessage decode(final DirectBuffer buffer, final int offset, final int length)
            throws MalformedMessageException {
        in.wrap(buffer, offset, length);
        return switch (in.templateId()) {
            case FaultResultDecoder.TEMPLATE_ID -> faultResult(in.message(new FaultResultDecoder()));
            case ReplyDecoder.TEMPLATE_ID -> reply(in.message(new ReplyDecoder()));
            case AttachedDecoder.TEMPLATE_ID -> attached(in.message(new AttachedDecoder()));
            case BrokerStatusDecoder.TEMPLATE_ID -> status(in.message(new BrokerStatusDecoder()));
            case ArenaOpenedDecoder.TEMPLATE_ID -> arenaOpened(in.message(new ArenaOpenedDecoder()));
            case PagesAllocatedDecoder.TEMPLATE_ID -> pagesAllocated(in.message(new PagesAllocatedDecoder()));
            case ObjectLoadedDecoder.TEMPLATE_ID -> objectLoaded(in.message(new ObjectLoadedDecoder()));
            case ProgramResultDecoder.TEMPLATE_ID -> programResult(in.message(new ProgramResultDecoder()));
            case GlobalValueDecoder.TEMPLATE_ID -> globalValue(in.message(new GlobalValueDecoder()));
            case StreamBytesDecoder.TEMPLATE_ID -> streamBytes(in.message(new StreamBytesDecoder()));
            case ProgramListDecoder.TEMPLATE_ID -> programList(in.message(new ProgramListDecoder()));
            case MapListDecoder.TEMPLATE_ID -> mapList(in.message(new MapListDecoder()));
            case ClientListDecoder.TEMPLATE_ID -> clientList(in.message(new ClientListDecoder()));
            case PagesFreedDecoder.TEMPLATE_ID -> pagesFreed(in.message(new PagesFreedDecoder()));
            case ArenaClosedDecoder.TEMPLATE_ID ->
                new ServerMessage.ArenaClosed(in.message(new ArenaClosedDecoder()).arenaId());
            case ClientGoneDecoder.TEMPLATE_ID ->
                new ServerMessage.ClientGone(in.message(new ClientGoneDecoder()).goneClientId());
            case BrokerClosingDecoder.TEMPLATE_ID ->
                new ServerMessage.BrokerClosing(in.message(new BrokerClosingDecoder()).epoch());
            case MapDescriptionDecoder.TEMPLATE_ID -> maps.description(in.message(new MapDescriptionDecoder()));
            case BtfDataDecoder.TEMPLATE_ID -> maps.btfData(in.message(new BtfDataDecoder()));
            case ElementValueDecoder.TEMPLATE_ID -> maps.elementValue(in.message(new ElementValueDecoder()));
            case KeyFoundDecoder.TEMPLATE_ID -> maps.keyFound(in.message(new KeyFoundDecoder()));
            case ElementListDecoder.TEMPLATE_ID -> maps.elements(in.message(new ElementListDecoder()));
            case RecordListDecoder.TEMPLATE_ID -> maps.records(in.message(new RecordListDecoder()));
            default -> throw new MalformedMessageException(
                    "message has template id %d, which no answer or event has".formatted(in.templateId()));
        };
    }

    static ServerMessage answer(final long correlationId, final ServerMessage.Content content) {
        return new ServerMessage.Answer(correlationId, content);
    }

    private ServerMessage reply(final ReplyDecoder reply) throws MalformedMessageException {
        return answer(reply.correlationId(), new ServerMessage.Reply(
                (int) atLeast(0, "code", reply.code()), in.text(reply, "text", MAX_TEXT_LENGTH)));
    }

    private ServerMessage attached(final AttachedDecoder attached) throws MalformedMessageException {
        final int code = (int) atLeast(0, "code", attached.code());
        return answer(attached.correlationId(), new ServerMessage.Attached(
                attached.clientId(), code, attached.epoch(),
                code == 0 ? atLeast(1, "livenessTimeoutNs", attached.livenessTimeoutNs()) : 0,
                in.text(attached, "text", MAX_TEXT_LENGTH)));
    }

    private ServerMessage status(final BrokerStatusDecoder status) throws MalformedMessageException {
        return answer(status.correlationId(), new ServerMessage.Status(new BrokerStatus(
                status.pid(), status.epoch(), status.uptimeNs(), status.clients(), status.objects(), status.arenas(),
                status.pagesAllocated(), status.faultsServed(), status.faultP50Ns(), status.faultP99Ns(),
                in.text(status, "directory", MAX_TEXT_LENGTH), in.text(status, "version", MAX_TEXT_LENGTH))));
    }

    private ServerMessage arenaOpened(final ArenaOpenedDecoder opened) throws MalformedMessageException {
        final String name = in.text(opened, "name", MAX_NAME_LENGTH);
        if (!BrokerDirectory.isArenaName(name)) {
            throw new MalformedMessageException("ArenaOpened has name \"%s\", which is no arena's".formatted(name));
        }
        try {
            return answer(opened.correlationId(), new ServerMessage.ArenaOpened(new ArenaTableHeader(
                    (int) atLeast(1, "arenaId", opened.arenaId()), name, opened.baseAddress(), opened.pageCount(),
                    opened.flags(), opened.epoch(), ArenaTableDescriptor.STATE_OPEN).checked()));
        } catch (final ArenaFormatException e) {
            throw new MalformedMessageException("ArenaOpened: " + e.getMessage());
        }
    }

    private static ServerMessage faultResult(final FaultResultDecoder result) throws MalformedMessageException {
        final FaultResolution resolution = switch (result.outcomeRaw()) {
            case 0 -> FaultResolution.PRESENT;
            case 1 -> FaultResolution.ALLOCATED;
            case 2 -> FaultResolution.SEGV;
            default -> throw new MalformedMessageException("FaultResult has outcome %d, expected 0 to %d"
                    .formatted(result.outcomeRaw(), FaultOutcome.SEGV.value()));
        };
        return answer(result.correlationId(), new ServerMessage.FaultResult(
                result.arenaId(), result.page(), result.pageCount(), resolution));
    }

    private static ServerMessage pagesAllocated(final PagesAllocatedDecoder allocated) {
        return answer(allocated.correlationId(), new ServerMessage.PagesAllocated(allocated.address()));
    }

    private ServerMessage objectLoaded(final ObjectLoadedDecoder loaded) throws MalformedMessageException {
        return answer(loaded.correlationId(), new ServerMessage.ObjectLoaded(
                new LoadedObject(loaded.objectId(), in.text(loaded, "name", MAX_NAME_LENGTH))));
    }

    private ServerMessage programResult(final ProgramResultDecoder result) throws MalformedMessageException {
        final int code = (int) atLeast(0, "code", result.code());
        final List<String> reports = new ArrayList<>();
        final int blockLength = in.group(
                result, "reports", ProgramResultDecoder.ReportsDecoder.sbeBlockLength());
        final ProgramResultDecoder.ReportsDecoder group = result.reports();
        if (group.count() > MAX_REPORTS) {
            throw new MalformedMessageException("ProgramResult has %d reports, expected at most %d"
                    .formatted(group.count(), MAX_REPORTS));
        }
        while (group.hasNext()) {
            in.entry(result, "reports", blockLength);
            group.next();
            reports.add(in.text(result, "report", MAX_REPORT_LENGTH));
        }
        final String text = in.text(result, "text", MAX_TEXT_LENGTH);
        final byte[] context = in.bytes(result, "context", MAX_CONTEXT_LENGTH);
        final String output = in.text(result, "output", MAX_OUTPUT_LENGTH);
        final byte[] packet = in.bytes(result, "packet", MAX_PACKET_LENGTH);
        return answer(result.correlationId(), new ServerMessage.ProgramResult(new ProgramRun(
                code, text, result.returnValue(), result.durationNs(), result.faultCount(), List.copyOf(reports),
                output, context, packet)));
    }

    private ServerMessage globalValue(final GlobalValueDecoder global) throws MalformedMessageException {
        return answer(global.correlationId(), new ServerMessage.GlobalValue(
                (int) atLeast(0, "totalLength", global.totalLength()), in.bytes(global, "value", MAX_VALUE_LENGTH)));
    }

    private ServerMessage streamBytes(final StreamBytesDecoder stream) throws MalformedMessageException {
        final int remaining = (int) atLeast(0, "remaining", stream.remaining());
        if (remaining > MAX_STREAM_LENGTH) {
            throw new MalformedMessageException("StreamBytes has remaining %d, expected at most %d"
                    .formatted(remaining, MAX_STREAM_LENGTH));
        }
        return answer(stream.correlationId(), new ServerMessage.StreamBytes(
                remaining, in.bytes(stream, "data", MAX_VALUE_LENGTH)));
    }

    private ServerMessage programList(final ProgramListDecoder list) throws MalformedMessageException {
        final int remaining = (int) atLeast(0, "remaining", list.remaining());
        final List<ProgramInfo> entries = new ArrayList<>();
        final int blockLength = in.group(list, "programs", ProgramListDecoder.ProgramsDecoder.sbeBlockLength());
        final ProgramListDecoder.ProgramsDecoder group = list.programs();
        while (group.hasNext()) {
            in.entry(list, "programs", blockLength);
            group.next();
            entries.add(new ProgramInfo(
                    group.programId(), group.objectId(), group.instructions(), group.runs(), group.runTimeNs(),
                    in.text(list, "typeName", MAX_NAME_LENGTH), in.text(list, "name", MAX_NAME_LENGTH),
                    in.text(list, "objectName", MAX_NAME_LENGTH)));
        }
        return answer(list.correlationId(), new ServerMessage.ProgramPage(remaining, List.copyOf(entries)));
    }

    private ServerMessage mapList(final MapListDecoder list) throws MalformedMessageException {
        final int remaining = (int) atLeast(0, "remaining", list.remaining());
        final List<MapInfo> entries = new ArrayList<>();
        final int blockLength = in.group(list, "maps", MapListDecoder.MapsDecoder.sbeBlockLength());
        final MapListDecoder.MapsDecoder group = list.maps();
        while (group.hasNext()) {
            in.entry(list, "maps", blockLength);
            group.next();
            entries.add(new MapInfo(
                    group.mapId(), group.arenaId(), group.keySize(), group.valueSize(), group.maxEntries(),
                    group.flags(), group.baseAddress(), group.pagesAllocated(),
                    in.text(list, "typeName", MAX_NAME_LENGTH), in.text(list, "name", MAX_NAME_LENGTH),
                    in.text(list, "objectName", MAX_NAME_LENGTH)));
        }
        return answer(list.correlationId(), new ServerMessage.MapPage(remaining, List.copyOf(entries)));
    }

    private ServerMessage clientList(final ClientListDecoder list) throws MalformedMessageException {
        final int remaining = (int) atLeast(0, "remaining", list.remaining());
        final List<ClientInfo> entries = new ArrayList<>();
        final int blockLength = in.group(list, "clients", ClientListDecoder.ClientsDecoder.sbeBlockLength());
        final ClientListDecoder.ClientsDecoder group = list.clients();
        while (group.hasNext()) {
            in.entry(list, "clients", blockLength);
            group.next();
            entries.add(new ClientInfo(
                    group.id(), group.pid(), faultMode(group.faultModeRaw()), group.attachedNs(),
                    group.sinceKeepaliveNs(), group.faults(), group.arenas(),
                    in.text(list, "name", MAX_TEXT_LENGTH)));
        }
        return answer(list.correlationId(), new ServerMessage.ClientPage(remaining, List.copyOf(entries)));
    }

    private static FaultMode faultMode(final short raw) throws MalformedMessageException {
        return switch (raw) {
            case 0 -> FaultMode.CHECKED;
            case 1 -> FaultMode.NATIVE;
            default -> throw new MalformedMessageException("ClientList has fault mode %d, expected 0 to %d"
                    .formatted(raw, FaultMode.NATIVE.value()));
        };
    }

    private static ServerMessage pagesFreed(final PagesFreedDecoder freed) throws MalformedMessageException {
        final int page = (int) atLeast(0, "page", freed.page());
        final int pageCount = (int) atLeast(1, "pageCount", freed.pageCount());
        if ((long) page + pageCount > ArenaTableHeader.MAX_PAGE_COUNT) {
            throw new MalformedMessageException("PagesFreed has pages %d to %d, expected below %d".formatted(
                    page, (long) page + pageCount - 1, ArenaTableHeader.MAX_PAGE_COUNT));
        }
        return new ServerMessage.PagesFreed(freed.arenaId(), page, pageCount);
    }

    static long atLeast(final long least, final String field, final long value)
            throws MalformedMessageException {
        if (value < least) {
            throw new MalformedMessageException("message has %s %d, expected at least %d"
                    .formatted(field, value, least));
        }
        return value;
    }
}
