package io.bpfarena.broker.control;

import io.bpfarena.broker.page.ArenaName;
import io.bpfarena.broker.program.HostedArena;
import io.bpfarena.broker.program.HostedObject;
import io.bpfarena.broker.program.LoadTask;
import io.bpfarena.broker.program.ObjectRegistry;
import io.bpfarena.broker.program.UnloadTask;
import io.bpfarena.broker.session.ObjectPiece;
import io.bpfarena.broker.session.ObjectTransfers;
import io.bpfarena.broker.session.RefusedException;
import io.bpfarena.client.protocol.LoadObjectDecoder;
import io.bpfarena.client.protocol.UnloadObjectDecoder;
import io.bpfarena.runtime.BpfRuntime;
import org.agrona.ErrorHandler;

/** LoadObject and UnloadObject. */
final class ObjectHandlers {
    private final LoadObjectDecoder loadDecoder = new LoadObjectDecoder();
    private final UnloadObjectDecoder unloadDecoder = new UnloadObjectDecoder();
    private final BpfRuntime runtime;
    private final ObjectRegistry objects;
    private final ObjectTransfers transfers;
    private final ClientTasks tasks;
    private final ResponseProxy responses;
    private final ArenaEvents events;
    private final ErrorHandler errorHandler;

    ObjectHandlers(
            final BpfRuntime runtime, final ObjectRegistry objects, final ObjectTransfers transfers,
            final ClientTasks tasks, final ResponseProxy responses, final ArenaEvents events,
            final ErrorHandler errorHandler) {
        this.runtime = runtime;
        this.objects = objects;
        this.transfers = transfers;
        this.tasks = tasks;
        this.responses = responses;
        this.events = events;
        this.errorHandler = errorHandler;
    }

    void load(final Request request) throws RefusedException {
        loadDecoder.wrap(
                request.buffer(), request.offset(), LoadObjectDecoder.BLOCK_LENGTH, LoadObjectDecoder.SCHEMA_VERSION);
        final ObjectPiece piece = piece(loadDecoder);
        ArenaName.check("object", piece.name());
        final byte[] elf = transfers.add(request.session().id(), piece, request.receivedNs());
        if (elf == null) {
            responses.done(request.session(), request.correlationId());
            return;
        }
        tasks.checkRoom(request.session());
        objects.takeName(piece.name());
        tasks.submit(request.session(), new LoadTask(
                request.session().id(), runtime, objects, piece.name(), elf,
                new LoadAnswer(request.session().id(), request.correlationId())));
    }

    private static ObjectPiece piece(final LoadObjectDecoder decoder) {
        final long transferId = decoder.transferId();
        final int totalLength = decoder.totalLength();
        final int dataOffset = decoder.dataOffset();
        final String name = decoder.name();
        final byte[] data = new byte[decoder.dataLength()];
        decoder.getData(data, 0, data.length);
        return new ObjectPiece(transferId, name, totalLength, dataOffset, data);
    }

    /** Tells the client, if it is still there. */
    private final class LoadAnswer implements LoadTask.LoadHandler {
        private final long clientId;
        private final long correlationId;

        LoadAnswer(final long clientId, final long correlationId) {
            this.clientId = clientId;
            this.correlationId = correlationId;
        }

        @Override
        public void onLoaded(final HostedObject object) {
            tasks.withSession(clientId,
                    session -> responses.objectLoaded(session, correlationId, object.id(), object.name()));
        }

        @Override
        public void onFailed(final LoadTask.LoadFailure failure) {
            if (failure.failure() != null) {
                errorHandler.onError(failure.failure());
            }
            tasks.withSession(clientId,
                    session -> responses.refused(session, correlationId, failure.errno(), failure.text()));
        }
    }

    void unload(final Request request) throws RefusedException {
        unloadDecoder.wrap(
                request.buffer(), request.offset(), UnloadObjectDecoder.BLOCK_LENGTH,
                UnloadObjectDecoder.SCHEMA_VERSION);
        final HostedObject object = objects.find(unloadDecoder.objectId());
        final long clientId = request.session().id();
        final long correlationId = request.correlationId();
        tasks.checkRoom(request.session());
        objects.remove(object);
        object.arenas().forEach(HostedArena::markClosed);
        events.arenasClosed(object);
        tasks.submit(request.session(), new UnloadTask(object, objects, failure -> {
            if (failure != null) {
                errorHandler.onError(failure);
            }
            tasks.withSession(clientId, session -> {
                if (failure == null) {
                    responses.done(session, correlationId);
                } else {
                    responses.refused(session, correlationId, Failures.errno(failure), Failures.text(failure));
                }
            });
        }));
    }
}
