package io.bpfarena.broker.control;

import io.bpfarena.broker.page.PageRange;
import io.bpfarena.broker.program.HostedArena;
import io.bpfarena.broker.program.ObjectRegistry;
import io.bpfarena.broker.session.RefusedException;
import io.bpfarena.client.protocol.CloseArenaDecoder;
import io.bpfarena.client.protocol.OpenArenaDecoder;
import io.bpfarena.linux.Errno;

/** OpenArena and CloseArena: which arenas a client has mapped, which is also which events it gets. */
final class ArenaHandlers {
    private final OpenArenaDecoder openDecoder = new OpenArenaDecoder();
    private final CloseArenaDecoder closeDecoder = new CloseArenaDecoder();
    private final ObjectRegistry objects;
    private final ResponseProxy responses;
    private final long epoch;

    ArenaHandlers(final ObjectRegistry objects, final ResponseProxy responses, final long epoch) {
        this.objects = objects;
        this.responses = responses;
        this.epoch = epoch;
    }

    void open(final Request request) throws RefusedException {
        openDecoder.wrap(
                request.buffer(), request.offset(), OpenArenaDecoder.BLOCK_LENGTH, OpenArenaDecoder.SCHEMA_VERSION);
        final int id = openDecoder.arenaId();
        final String name = openDecoder.name();
        final HostedArena arena = id != 0 ? objects.arena(id) : objects.arena(name);
        if (arena == null) {
            throw new RefusedException(Errno.ENOENT,
                    id != 0 ? "there is no arena with id %d".formatted(id) : "there is no arena %s".formatted(name));
        }
        request.session().openArenas().putIfAbsent(arena.id(), PageRange.NONE);
        responses.arenaOpened(request.session(), request.correlationId(), arena, epoch);
    }

    void close(final Request request) throws RefusedException {
        closeDecoder.wrap(
                request.buffer(), request.offset(), CloseArenaDecoder.BLOCK_LENGTH, CloseArenaDecoder.SCHEMA_VERSION);
        if (request.session().openArenas().remove(closeDecoder.arenaId()) == null) {
            throw notOpen(closeDecoder.arenaId());
        }
        responses.done(request.session(), request.correlationId());
    }

    /**
     * Finds an arena that a request names.
     *
     * @param request of a client that has opened it.
     * @param id      of the arena.
     * @return the arena.
     * @throws RefusedException EBADF if the client has not opened it; ENOENT if it is gone.
     */
    HostedArena find(final Request request, final int id) throws RefusedException {
        if (!request.session().openArenas().containsKey(id)) {
            throw notOpen(id);
        }
        final HostedArena arena = objects.arena(id);
        if (arena == null) {
            throw new RefusedException(Errno.ENOENT, "arena %d was closed".formatted(id));
        }
        return arena;
    }

    private static RefusedException notOpen(final int id) {
        return new RefusedException(Errno.EBADF, "this client has not opened an arena with id %d".formatted(id));
    }
}
