package io.bpfarena.broker.session;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.agrona.collections.Long2ObjectHashMap;

/** The attached clients. Used by the control agent's thread alone. */
public final class SessionRegistry {
    private final Long2ObjectHashMap<ClientSession> sessions = new Long2ObjectHashMap<>();
    private final long livenessTimeoutNs;
    private final SessionEndHandler endHandler;
    private long lastId;
    private long lastPollNs;
    private boolean polled;

    /** Hears of sessions that ended. */
    @FunctionalInterface
    public interface SessionEndHandler {
        /**
         * A session has ended: it is not in the registry any more, and its outlet is closed.
         *
         * @param session that ended.
         * @param end     why.
         */
        void onSessionEnd(ClientSession session, SessionEnd end);
    }

    /**
     * @param livenessTimeoutNs after which a silent client counts as gone.
     * @param endHandler        hears of sessions that ended.
     */
    public SessionRegistry(final long livenessTimeoutNs, final SessionEndHandler endHandler) {
        this.livenessTimeoutNs = livenessTimeoutNs;
        this.endHandler = endHandler;
    }

    /**
     * Begins a session.
     *
     * @param identity who the client says it is.
     * @param outlet   where its answers go.
     * @param nowNs    in the agent's nanoseconds.
     * @return the session.
     */
    ClientSession add(final ClientIdentity identity, final ResponseOutlet outlet, final long nowNs) {
        final ClientSession session = new ClientSession(++lastId, identity, outlet, nowNs);
        sessions.put(session.id(), session);
        return session;
    }

    /**
     * Finds the session that a message belongs to.
     *
     * @param id             that the message names.
     * @param aeronSessionId that the message came from.
     * @return the session; null if there is none, or if it is not this sender's.
     */
    public ClientSession find(final long id, final int aeronSessionId) {
        final ClientSession session = sessions.get(id);
        return session != null && session.identity().aeronSessionId() == aeronSessionId ? session : null;
    }

    /**
     * Finds a session.
     *
     * @param id of it.
     * @return the session; null if it has ended.
     */
    public ClientSession find(final long id) {
        return sessions.get(id);
    }

    /** {@return how many there are} */
    public int size() {
        return sessions.size();
    }

    /**
     * Calls back with each session. It must not end any.
     *
     * @param consumer of sessions.
     */
    public void forEach(final Consumer<ClientSession> consumer) {
        sessions.values().forEach(consumer);
    }

    /** {@return the sessions in order of their id} */
    public List<ClientSession> sorted() {
        final List<ClientSession> list = new ArrayList<>(sessions.values());
        list.sort(Comparator.comparingLong(ClientSession::id));
        return list;
    }

    /**
     * Sends what waits, and ends the sessions of clients that are gone.
     *
     * @param nowNs in the agent's nanoseconds.
     * @return work done.
     */
    public int poll(final long nowNs) {
        forgiveOwnSilence(nowNs);
        int work = 0;
        List<ClientSession> gone = List.of();
        for (final ClientSession session : sessions.values()) {
            work += session.outlet().flush();
            if (reasonToEnd(session, nowNs) != null) {
                gone = gone.isEmpty() ? new ArrayList<>() : gone;
                gone.add(session);
            }
        }
        for (final ClientSession session : gone) {
            end(session, reasonToEnd(session, nowNs));
        }
        return work + gone.size();
    }

    /** A broker that was stopped, or starved, has not heard its clients; that is not their fault. */
    private void forgiveOwnSilence(final long nowNs) {
        final long gapNs = polled ? nowNs - lastPollNs : 0;
        if (gapNs > livenessTimeoutNs / 4) {
            sessions.values().forEach(session -> session.forgive(gapNs));
        }
        polled = true;
        lastPollNs = nowNs;
    }

    private SessionEnd reasonToEnd(final ClientSession session, final long nowNs) {
        return switch (session.outlet().state()) {
            case OVERFLOWED -> SessionEnd.SLOW;
            case DISCONNECTED -> SessionEnd.DISCONNECTED;
            case OPEN -> nowNs - session.lastSeenNs() > livenessTimeoutNs ? SessionEnd.SILENT : null;
        };
    }

    /**
     * Ends a session: takes it out, closes its outlet, tells the handler.
     *
     * @param session to end.
     * @param reason  why.
     */
    public void end(final ClientSession session, final SessionEnd reason) {
        if (sessions.remove(session.id()) != null) {
            session.outlet().close();
            endHandler.onSessionEnd(session, reason);
        }
    }
}
