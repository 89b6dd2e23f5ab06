package io.bpfarena.broker.control;

import io.bpfarena.broker.program.ProgramWorkers;
import io.bpfarena.broker.program.WorkerTask;
import io.bpfarena.broker.session.ClientSession;
import io.bpfarena.broker.session.RefusedException;
import io.bpfarena.broker.session.SessionRegistry;
import io.bpfarena.linux.Errno;
import java.util.function.Consumer;

/** The way from a request to the workers and back to whoever is still there. The agent's thread alone. */
final class ClientTasks {
    private final ProgramWorkers workers;
    private final SessionRegistry sessions;
    private final int maxPerClient;

    /**
     * @param workers      that do it.
     * @param sessions     that want it.
     * @param maxPerClient tasks of one client that may wait or be in work.
     */
    ClientTasks(final ProgramWorkers workers, final SessionRegistry sessions, final int maxPerClient) {
        this.workers = workers;
        this.sessions = sessions;
        this.maxPerClient = maxPerClient;
    }

    /**
     * Checks that a client may hand over another task.
     *
     * @param session of the client.
     * @throws RefusedException EAGAIN if it, or the broker, has enough.
     */
    void checkRoom(final ClientSession session) throws RefusedException {
        if (workers.countOf(session.id()) >= maxPerClient) {
            throw new RefusedException(Errno.EAGAIN,
                    "this client has its %d runs and loads under way; await one".formatted(maxPerClient));
        }
        if (!workers.hasRoom()) {
            throw new RefusedException(Errno.EAGAIN, "the broker has its %d runs and loads under way; try again"
                    .formatted(workers.capacity()));
        }
    }

    /**
     * Hands a task over.
     *
     * @param session of the client.
     * @param task    whose result may find the session gone.
     * @throws RefusedException EAGAIN if it, or the broker, has enough.
     */
    void submit(final ClientSession session, final WorkerTask task) throws RefusedException {
        checkRoom(session);
        workers.submit(task);
    }

    /**
     * Calls back if a session is still there.
     *
     * @param clientId of the session.
     * @param action   with the session.
     */
    void withSession(final long clientId, final Consumer<ClientSession> action) {
        final ClientSession session = sessions.find(clientId);
        if (session != null) {
            action.accept(session);
        }
    }
}
