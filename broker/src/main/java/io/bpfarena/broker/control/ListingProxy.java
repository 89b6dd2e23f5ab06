package io.bpfarena.broker.control;

import io.bpfarena.broker.program.HostedMap;
import io.bpfarena.broker.program.HostedProgram;
import io.bpfarena.broker.program.ObjectRegistry.OwnedMap;
import io.bpfarena.broker.program.ObjectRegistry.OwnedProgram;
import io.bpfarena.broker.session.ClientSession;
import io.bpfarena.client.protocol.ClientListEncoder;
import io.bpfarena.client.protocol.ControlProtocol;
import io.bpfarena.client.protocol.MapListEncoder;
import io.bpfarena.client.protocol.MessageHeaderEncoder;
import io.bpfarena.client.protocol.ProgramListEncoder;
import io.bpfarena.runtime.map.BpfMap;
import java.util.Iterator;
import java.util.List;
import org.agrona.MutableDirectBuffer;

/**
 * Encodes and sends listings: as many entries as surely fit into a message, and how many are left. The agent's thread
 * alone.
 */
final class ListingProxy {
    /** No entry is longer: less than 64 bytes of numbers, and three names with their lengths. */
    private static final int MAX_ENTRY_LENGTH = 64 + 3 * (4 + ControlProtocol.MAX_NAME_LENGTH);

    /** What a group can count (uint16 without its null value). */
    private static final int MAX_ENTRIES = 65_534;

    private final MutableDirectBuffer buffer;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final ProgramListEncoder programList = new ProgramListEncoder();
    private final MapListEncoder mapList = new MapListEncoder();
    private final ClientListEncoder clientList = new ClientListEncoder();

    /** @param buffer of at least {@link ControlProtocol#MAX_MESSAGE_LENGTH} bytes; others may use it in between. */
    ListingProxy(final MutableDirectBuffer buffer) {
        this.buffer = buffer;
    }

    private static boolean hasRoom(final int limit) {
        return limit + MAX_ENTRY_LENGTH <= ControlProtocol.MAX_MESSAGE_LENGTH;
    }

    private static byte[] name(final String name) {
        return WireText.encode(name, ControlProtocol.MAX_NAME_LENGTH);
    }

    void programs(final ClientSession session, final long correlationId, final List<OwnedProgram> entries) {
        programList.wrapAndApplyHeader(buffer, 0, header).correlationId(correlationId);
        final var group = programList.programsCount(Math.min(entries.size(), MAX_ENTRIES));
        final Iterator<OwnedProgram> iterator = entries.iterator();
        while (iterator.hasNext() && hasRoom(programList.limit())) {
            final OwnedProgram entry = iterator.next();
            final HostedProgram program = entry.program();
            final byte[] type = name(program.program().type().label());
            final byte[] name = name(program.program().name());
            final byte[] object = name(entry.object().name());
            group.next()
                    .programId(program.id()).objectId(entry.object().id())
                    .instructions(program.program().linked().instructions().size())
                    .runs(program.runs()).runTimeNs(program.runTimeNs())
                    .putTypeName(type, 0, type.length).putName(name, 0, name.length)
                    .putObjectName(object, 0, object.length);
        }
        programList.remaining(entries.size() - group.resetCountToIndex());
        send(session, programList.encodedLength());
    }

    void maps(final ClientSession session, final long correlationId, final List<OwnedMap> entries) {
        mapList.wrapAndApplyHeader(buffer, 0, header).correlationId(correlationId);
        final var group = mapList.mapsCount(Math.min(entries.size(), MAX_ENTRIES));
        final Iterator<OwnedMap> iterator = entries.iterator();
        while (iterator.hasNext() && hasRoom(mapList.limit())) {
            final OwnedMap entry = iterator.next();
            final HostedMap hosted = entry.map();
            final BpfMap map = hosted.map();
            final boolean isArena = hosted.arena() != null;
            final byte[] type = name(map.type().label());
            final byte[] name = name(map.name());
            final byte[] object = name(entry.object().name());
            group.next()
                    .mapId(hosted.id()).arenaId(isArena ? hosted.arena().id() : 0)
                    .keySize(map.keySize()).valueSize(map.valueSize()).maxEntries(map.maxEntries())
                    .flags(map.flags())
                    .baseAddress(isArena ? hosted.arena().map().userVmStart() : 0)
                    .pagesAllocated(isArena ? hosted.arena().map().statistics().allocatedPages() : 0)
                    .putTypeName(type, 0, type.length).putName(name, 0, name.length)
                    .putObjectName(object, 0, object.length);
        }
        mapList.remaining(entries.size() - group.resetCountToIndex());
        send(session, mapList.encodedLength());
    }

    void clients(
            final ClientSession session, final long correlationId, final List<ClientSession> entries,
            final long nowNs) {
        clientList.wrapAndApplyHeader(buffer, 0, header).correlationId(correlationId);
        final var group = clientList.clientsCount(Math.min(entries.size(), MAX_ENTRIES));
        final Iterator<ClientSession> iterator = entries.iterator();
        while (iterator.hasNext() && hasRoom(clientList.limit())) {
            final ClientSession entry = iterator.next();
            final byte[] name = name(entry.identity().name());
            group.next()
                    .id(entry.id()).pid(entry.identity().pid()).faultMode(entry.identity().faultMode())
                    .attachedNs(nowNs - entry.attachedNs()).sinceKeepaliveNs(nowNs - entry.lastSeenNs())
                    .faults(entry.faults()).arenas(entry.openArenas().size())
                    .putName(name, 0, name.length);
        }
        clientList.remaining(entries.size() - group.resetCountToIndex());
        send(session, clientList.encodedLength());
    }

    private void send(final ClientSession session, final int encodedLength) {
        session.outlet().send(buffer, MessageHeaderEncoder.ENCODED_LENGTH + encodedLength);
    }
}
