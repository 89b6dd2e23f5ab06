package io.bpfarena.broker.control;

import io.bpfarena.broker.program.ObjectRegistry;
import io.bpfarena.broker.session.ClientSession;
import io.bpfarena.broker.session.SessionRegistry;
import io.bpfarena.client.protocol.ListClientsDecoder;
import io.bpfarena.client.protocol.ListMapsDecoder;
import io.bpfarena.client.protocol.ListProgramsDecoder;
import java.util.List;

/** ListPrograms, ListMaps and ListClients: what comes after an id, in order of the ids. */
final class ListHandlers {
    private final ListProgramsDecoder programsDecoder = new ListProgramsDecoder();
    private final ListMapsDecoder mapsDecoder = new ListMapsDecoder();
    private final ListClientsDecoder clientsDecoder = new ListClientsDecoder();
    private final ObjectRegistry objects;
    private final SessionRegistry sessions;
    private final ListingProxy listings;

    ListHandlers(final ObjectRegistry objects, final SessionRegistry sessions, final ListingProxy listings) {
        this.objects = objects;
        this.sessions = sessions;
        this.listings = listings;
    }

    void programs(final Request request) {
        programsDecoder.wrap(
                request.buffer(), request.offset(), ListProgramsDecoder.BLOCK_LENGTH,
                ListProgramsDecoder.SCHEMA_VERSION);
        listings.programs(request.session(), request.correlationId(),
                List.copyOf(objects.programsAfter(programsDecoder.afterId())));
    }

    void maps(final Request request) {
        mapsDecoder.wrap(
                request.buffer(), request.offset(), ListMapsDecoder.BLOCK_LENGTH, ListMapsDecoder.SCHEMA_VERSION);
        listings.maps(request.session(), request.correlationId(),
                List.copyOf(objects.mapsAfter(mapsDecoder.afterId())));
    }

    void clients(final Request request) {
        clientsDecoder.wrap(
                request.buffer(), request.offset(), ListClientsDecoder.BLOCK_LENGTH,
                ListClientsDecoder.SCHEMA_VERSION);
        final long afterId = clientsDecoder.afterId();
        final List<ClientSession> entries =
                sessions.sorted().stream().filter(session -> session.id() > afterId).toList();
        listings.clients(request.session(), request.correlationId(), entries, request.receivedNs());
    }
}
