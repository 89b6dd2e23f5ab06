package io.bpfarena.runtime.async;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.map.BpfMap;
import java.util.concurrent.Future;

/**
 * What a {@code struct bpf_wq} stands for ({@code struct bpf_work} of kernel/bpf/helpers.c): a callback that runs once
 * for all starts until it begins. Any thread may call.
 */
public final class WorkCell extends AsyncCell {
    private final AsyncThreads threads;
    private Future<?> queued;

    /**
     * A work without callback.
     *
     * @param map     that has it in a value.
     * @param value   native address of that value.
     * @param threads that run the callback.
     */
    public WorkCell(final BpfMap map, final long value, final AsyncThreads threads) {
        super(map, value);
        this.threads = threads;
    }

    /**
     * Queues it, unless it is queued already (bpf_wq_start).
     *
     * @param flags must be 0.
     * @param cpu   on which the callback will run.
     * @return 0; -EINVAL for flags, without callback, or if the element has gone.
     */
    public synchronized long start(final long flags, final int cpu) {
        if (flags != 0 || !isReady()) {
            return -Errno.EINVAL.number();
        }
        if (queued == null) {
            queued = threads.queue(() -> run(cpu));
        }
        return 0;
    }

    private void run(final int cpu) {
        synchronized (this) {
            queued = null;
        }
        call(cpu);
    }

    /** It leaves its queue, which a program could fill with works of elements that it deletes. */
    @Override
    boolean disarm() {
        final Future<?> before = queued;
        queued = null;
        if (before != null) {
            before.cancel(false);
        }
        return before != null;
    }
}
