package io.bpfarena.broker.control;

import io.bpfarena.broker.program.ObjectRegistry;
import io.bpfarena.broker.program.ObjectRegistry.OwnedMap;
import io.bpfarena.broker.program.ObjectRegistry.OwnedProgram;
import io.bpfarena.broker.session.ObjectPiece;
import io.bpfarena.broker.session.ObjectTransfers;
import io.bpfarena.broker.session.RefusedException;
import io.bpfarena.client.protocol.ControlProtocol;
import io.bpfarena.client.protocol.UpdateElementDecoder;
import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.LoadedProgram;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.map.MapOfMaps;
import io.bpfarena.runtime.map.MapView;
import io.bpfarena.runtime.map.ProgramArrayMap;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * UpdateElement. A value that is longer than a message comes in pieces, of which the last makes the update. Where
 * bpf(2) takes a descriptor of a map or program, here it is the number that listings tell.
 */
final class UpdateHandler implements RequestHandler {
    private final UpdateElementDecoder decoder = new UpdateElementDecoder();
    private final ObjectRegistry objects;
    private final MapFinder maps;
    private final ObjectTransfers transfers;
    private final ObjectWork work;
    private final ResponseProxy responses;

    UpdateHandler(
            final ObjectRegistry objects, final MapFinder maps, final ObjectTransfers transfers,
            final ObjectWork work, final ResponseProxy responses) {
        this.objects = objects;
        this.maps = maps;
        this.transfers = transfers;
        this.work = work;
        this.responses = responses;
    }

    @Override
    public void onRequest(final Request request) throws RefusedException {
        decoder.wrap(
                request.buffer(), request.offset(), UpdateElementDecoder.BLOCK_LENGTH,
                UpdateElementDecoder.SCHEMA_VERSION);
        final int id = decoder.mapId();
        final long flags = decoder.elementFlags();
        final long transferId = decoder.transferId();
        final int total = decoder.totalLength();
        final int offset = decoder.dataOffset();
        final byte[] key = new byte[decoder.keyLength()];
        decoder.getKey(key, 0, key.length);
        final byte[] piece = new byte[decoder.valueLength()];
        decoder.getValue(piece, 0, piece.length);
        final OwnedMap map = maps.find(id);
        final byte[] value = offset == 0 && piece.length == total ? piece : transfers.add(
                request.session().id(), new ObjectPiece(transferId, "for map " + id, total, offset, piece),
                request.receivedNs());
        if (value == null) {
            responses.done(request.session(), request.correlationId());
        } else {
            update(request, map, key, value, flags);
        }
    }

    /** A program may hold the lock for as long as it runs, and large values take their time. */
    private void update(
            final Request request, final OwnedMap owned, final byte[] key, final byte[] value, final long flags)
            throws RefusedException {
        final BpfMap map = owned.map().map();
        final MapView view = MapView.of(map);
        switch (map) {
            case MapOfMaps _ -> view.put(key, inner(map, value), flags);
            case ProgramArrayMap _ -> view.put(key, program(owned, value), flags);
            default -> {
                final boolean takesLong =
                        ElementHandlers.mayWait(view) || value.length > ControlProtocol.MAX_VALUE_LENGTH;
                work.perform(request, owned.object(), takesLong, () -> {
                    view.update(key, value, flags);
                    return value;
                }, (session, correlationId, _) -> responses.done(session, correlationId));
                return;
            }
        }
        responses.done(request.session(), request.correlationId());
    }

    private BpfMap inner(final BpfMap map, final byte[] value) throws RefusedException {
        final int id = number(map, value);
        final OwnedMap inner = objects.map(id);
        if (inner == null) {
            throw new RefusedException(Errno.EBADF, "map '%s': there is no map with id %d to put there"
                    .formatted(map.name(), id));
        }
        return inner.map().map();
    }

    /** A program must not outlive its object's maps, so an array takes those of its own object. */
    private LoadedProgram program(final OwnedMap map, final byte[] value)
            throws RefusedException {
        final int id = number(map.map().map(), value);
        final OwnedProgram program = objects.program(id);
        if (program == null) {
            throw new RefusedException(Errno.EBADF, "map '%s': there is no program with id %d"
                    .formatted(map.map().map().name(), id));
        }
        if (program.object() != map.object()) {
            throw new RefusedException(Errno.EOPNOTSUPP,
                    "map '%s': program %d belongs to object %s; an array takes programs of its own object, %s"
                            .formatted(map.map().map().name(), id, program.object().name(), map.object().name()));
        }
        return program.program().program();
    }

    private static int number(final BpfMap map, final byte[] value) throws RefusedException {
        if (value.length != Integer.BYTES) {
            throw new RefusedException(Errno.EINVAL, "map '%s': a value must have 4 bytes, an id: %d"
                    .formatted(map.name(), value.length));
        }
        return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }
}
