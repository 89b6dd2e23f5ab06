package io.bpfarena.broker.program;

import java.util.concurrent.CancellationException;

/**
 * Something that takes too long for the control agent: done on a worker's thread, finished on the agent's. What
 * {@link #execute} leaves in fields, {@link #complete} finds there; the queue between them orders the two.
 */
public abstract class WorkerTask {
    /** In the place of a session's id: the task is nobody's, and is not cancelled when a client goes. */
    public static final long NO_CLIENT = 0;

    private final long clientId;
    private volatile boolean cancelled;
    private Throwable failure;

    /** @param clientId session that wants it, or {@link #NO_CLIENT}. */
    protected WorkerTask(final long clientId) {
        this.clientId = clientId;
    }

    /** {@return the session that wants it, or {@link #NO_CLIENT}} */
    public final long clientId() {
        return clientId;
    }

    /** {@return whether nobody wants the result any more} */
    public final boolean isCancelled() {
        return cancelled;
    }

    /** Makes it end soon: the thread that executes it is to be interrupted by the caller. */
    final void cancel() {
        cancelled = true;
    }

    /** Begins, on the agent's thread, once it is sure that {@link #complete} will come. */
    protected void submitted() {
    }

    /**
     * Does the work. An interrupt of the thread means that it is to end.
     *
     * @param cpu number of the worker, which is the virtual CPU that programs see.
     * @throws Exception if it failed in a way that the task does not put into its result.
     */
    protected abstract void execute(int cpu) throws Exception;

    /** Finishes, on the agent's thread, after {@link #execute} has ended in whatever way. */
    protected abstract void complete();

    /** {@return what {@link #execute} threw, or null} */
    protected final Throwable failure() {
        return failure;
    }

    /** Runs on the worker's thread; nothing gets out of it. */
    final void executeSafely(final int cpu) {
        try {
            if (cancelled) {
                throw new CancellationException("cancelled before it began");
            }
            execute(cpu);
        } catch (final Throwable t) {
            // Errors too: a hostile object may exhaust stack or heap, a cut file is an InternalError; the worker lives.
            failure = t;
        }
    }
}
