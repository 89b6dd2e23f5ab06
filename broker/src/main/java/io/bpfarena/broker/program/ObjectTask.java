package io.bpfarena.broker.program;

import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Something with an object's arenas or maps that the agent should not do, since it may take long.
 *
 * @param <T> of the result.
 */
public final class ObjectTask<T> extends WorkerTask {
    private final HostedObject object;
    private final Supplier<T> work;
    private final BiConsumer<T, Throwable> onDone;
    private T result;

    /**
     * @param clientId session that wants it.
     * @param object   in use until the task has completed.
     * @param work     what to do with it.
     * @param onDone   hears on the agent's thread of the result and of what was thrown, or null.
     */
    public ObjectTask(
            final long clientId, final HostedObject object, final Supplier<T> work,
            final BiConsumer<T, Throwable> onDone) {
        super(clientId);
        this.object = object;
        this.work = work;
        this.onDone = onDone;
    }

    @Override
    protected void submitted() {
        object.addUsers(1);
    }

    @Override
    protected void execute(final int cpu) {
        result = work.get();
    }

    @Override
    protected void complete() {
        object.addUsers(-1);
        onDone.accept(result, failure());
    }
}
