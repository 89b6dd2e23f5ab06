package io.bpfarena.broker.program;

import java.util.function.Consumer;

/** Gives back an object that is not in the registry any more; done whether or not the client is still there. */
public final class UnloadTask extends WorkerTask {
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
        object.loaded().close();
    }

    @Override
    protected void complete() {
        registry.releaseName(object.name());
        onUnloaded.accept(failure());
    }
}
