package io.bpfarena.broker.program;

import io.bpfarena.runtime.ProgramsRunningException;
import io.bpfarena.runtime.program.Invocation;
import java.time.Duration;
import java.util.function.Consumer;

/** Gives back an object that is not in the registry any more; done whether or not the client is still there. */
public final class UnloadTask extends WorkerTask {
    /**
     * How long it tries: none of its programs runs for a client any more, but a callback of a timer or workqueue may,
     * for {@link Invocation#DEFAULT_TIMEOUT} at most, and one may have begun between two attempts.
     */
    private static final Duration PATIENCE = Invocation.DEFAULT_TIMEOUT.multipliedBy(3);

    private final HostedObject object;
    private final ObjectRegistry registry;
    private final Consumer<Throwable> onUnloaded;

    /**
     * @param object     taken out of the registry.
     * @param registry   gets the name back.
     * @param onUnloaded hears on the agent's thread that it is done; of what went wrong, or null.
     */
    public UnloadTask(
            final HostedObject object, final ObjectRegistry registry, final Consumer<Throwable> onUnloaded) {
        super(NO_CLIENT);
        this.object = object;
        this.registry = registry;
        this.onUnloaded = onUnloaded;
    }

    @Override
    protected void execute(final int cpu) {
        final long start = System.nanoTime();
        boolean closed = false;
        while (!closed) {
            closed = isClosed(System.nanoTime() - start >= PATIENCE.toNanos());
        }
    }

    /** Waits for as long as the runtime does; nobody could unload it later, since nobody finds it any more. */
    private boolean isClosed(final boolean last) {
        try {
            object.loaded().close();
            return true;
        } catch (final ProgramsRunningException e) {
            if (last || isCancelled() || Thread.currentThread().isInterrupted()) {
                throw e;
            }
            return false;
        }
    }

    @Override
    protected void complete() {
        registry.releaseName(object.name());
        onUnloaded.accept(failure());
    }
}
