package io.bpfarena.runtime.async;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.map.ElementTask;
import io.bpfarena.runtime.map.MapHold;
import java.util.Optional;

/**
 * What a timer and a work have in common ({@code struct bpf_async_cb} of kernel/bpf/helpers.c): the element that they
 * belong to, and a callback. State is guarded by the object itself, which nobody holds while a callback runs.
 */
public abstract sealed class AsyncCell implements ElementTask permits TimerCell, WorkCell {
    private final BpfMap map;
    private final long value;
    private AsyncCallback callback;
    private boolean freed;
    private Thread runner;

    AsyncCell(final BpfMap map, final long value) {
        this.map = map;
        this.value = value;
    }

    /**
     * Says what is to be called (bpf_timer_set_callback, bpf_wq_set_callback).
     *
     * @param newCallback replaces one that was set before.
     * @return 0, -EINVAL if the element has gone, -EPERM if the map's owner has closed it.
     */
    public final synchronized long setCallback(final AsyncCallback newCallback) {
        if (freed) {
            return -Errno.EINVAL.number();
        }
        if (map.elementFields().isClosed()) {
            return -Errno.EPERM.number();
        }
        callback = newCallback;
        return 0;
    }

    /** Whether there is something to call; the caller holds this. */
    final boolean isReady() {
        return callback != null && !freed;
    }

    final boolean isFreed() {
        return freed;
    }

    /** Forgets what to call; the caller holds this. */
    final void forgetCallback() {
        callback = null;
    }

    /** The thread that runs the callback just now, or null; the caller holds this. */
    final Thread runner() {
        return runner;
    }

    /** Takes what is not running yet out of its queue; whether it was in one. The caller holds this. */
    abstract boolean disarm();

    @Override
    public final synchronized void cancelAndFree() {
        freed = true;
        callback = null;
        disarm();
    }

    /** Runs the callback if there still is one. The caller does not hold this. */
    final void call(final int cpu) {
        final AsyncCallback called;
        synchronized (this) {
            called = callback;
            if (called == null) {
                return;
            }
            runner = Thread.currentThread();
        }
        final Optional<MapHold> hold = MapHold.of(map);
        try {
            hold.ifPresent(held -> called.run(held, value, cpu));
        } finally {
            hold.ifPresent(MapHold::close);
            synchronized (this) {
                runner = null;
                notifyAll();
            }
        }
    }
}
