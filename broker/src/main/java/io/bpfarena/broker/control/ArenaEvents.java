package io.bpfarena.broker.control;

import io.bpfarena.broker.page.PageRange;
import io.bpfarena.broker.program.HostedArena;
import io.bpfarena.broker.program.HostedObject;
import io.bpfarena.broker.program.ObjectRegistry;
import io.bpfarena.broker.session.ClientSession;
import io.bpfarena.broker.session.SessionRegistry;

/**
 * Tells clients what became of arenas that they have opened. A client that does not read is not flooded: freed pages
 * are kept as one range for each arena, which grows until the client takes it. The agent's thread alone.
 */
final class ArenaEvents {
    private final ObjectRegistry objects;
    private final SessionRegistry sessions;
    private final EventProxy events;

    ArenaEvents(final ObjectRegistry objects, final SessionRegistry sessions, final EventProxy events) {
        this.objects = objects;
        this.sessions = sessions;
        this.events = events;
    }

    /**
     * Passes on what programs and clients freed.
     *
     * @return how many events went.
     */
    int poll() {
        int work = 0;
        for (final HostedArena arena : objects.arenas()) {
            final PageRange freed = arena.takeFreed();
            if (!freed.isEmpty()) {
                sessions.forEach(session -> session.openArenas()
                        .computeIfPresent(arena.id(), (_, untold) -> untold.span(freed)));
                work++;
            }
        }
        return work;
    }

    /**
     * Tells one client what it was not told of yet.
     *
     * @param session of the client.
     */
    void flush(final ClientSession session) {
        if (session.outlet().isDrained()) {
            session.openArenas().replaceAll((id, untold) ->
                    untold.isEmpty() || !events.pagesFreed(session, id, untold) ? untold : PageRange.NONE);
        }
    }

    /**
     * Tells clients that an object's arenas are gone.
     *
     * @param object taken out of the registry.
     */
    void arenasClosed(final HostedObject object) {
        object.arenas().forEach(arena -> sessions.forEach(session -> {
            if (session.openArenas().remove(arena.id()) != null) {
                events.arenaClosed(session, arena.id());
            }
        }));
    }
}
