package io.bpfarena.broker.program;

import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/** Allocates or frees so many pages of an arena that the agent should not do it. */
public final class PagesTask extends WorkerTask {
    private final HostedObject object;
    private final LongSupplier work;
    private final BiConsumer<Long, Throwable> onDone;
    private long result;

    /**
     * @param clientId session that wants it.
     * @param object   of the arena; in use until the task has completed.
     * @param work     what to do with the arena.
     * @param onDone   hears on the agent's thread of the result and of what was thrown, or null.
     */
    public PagesTask(
            final long clientId, final HostedObject object, final LongSupplier work,
            final BiConsumer<Long, Throwable> onDone) {
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
        result = work.getAsLong();
    }

    @Override
    protected void complete() {
        object.addUsers(-1);
        onDone.accept(result, failure());
    }
}
