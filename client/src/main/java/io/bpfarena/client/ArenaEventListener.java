package io.bpfarena.client;

/**
 * Told of what the broker does without being asked. Called by the client's own thread, one event at a time; it may use
 * the client, also close it. While it runs, further events wait, up to a limit, and nothing but requests shows the
 * broker that this client lives: it should return well within the broker's liveness timeout.
 */
public interface ArenaEventListener {
    /**
     * Pages of an arena that is open here were freed; a touch is a new fault. Frees that follow each other closely come
     * as one range that has them all, and perhaps pages between them that are still there: whoever needs certainty asks
     * the presence table, which said so before this was sent.
     *
     * @param arenaId   the broker's number for the arena.
     * @param page      first page.
     * @param pageCount pages from there.
     */
    default void onPagesFreed(final int arenaId, final int page, final int pageCount) {
    }

    /**
     * An arena that is open here was closed by the broker; all of its pages are gone.
     *
     * @param arenaId the broker's number for the arena.
     */
    default void onArenaClosed(final int arenaId) {
    }

    /**
     * A client detached or was given up.
     *
     * @param clientId the broker's number for it.
     */
    default void onClientGone(final long clientId) {
    }

    /** The broker is ending; what is asked from now on fails with {@link BrokerGoneException}. */
    default void onBrokerClosing() {
    }

    /**
     * The broker has ended or has ended this session; told once.
     *
     * @param reason how it was noticed.
     */
    default void onBrokerGone(final BrokerGoneException reason) {
    }

    /**
     * Events came faster than the listener took them, and some were dropped.
     *
     * @param count how many.
     */
    default void onEventsLost(final long count) {
    }
}
