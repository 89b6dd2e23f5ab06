package io.bpfarena.runtime.async;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.map.BpfMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * What a {@code struct bpf_timer} stands for ({@code struct bpf_hrtimer} of kernel/bpf/helpers.c, and the kernel's
 * hrtimers behind it). Any thread may call.
 *
 * <pre>
 *   init -> set_callback -> start -> [armed] -> the callback runs -> may start it again, or free its element
 *                                      | cancel: neither armed nor with a callback
 * </pre>
 */
public final class TimerCell extends AsyncCell {
    /** Flag of a start: the time is one of the clock, not from now on (BPF_F_TIMER_ABS). */
    public static final long ABSOLUTE = 1;
    /** Flag of a start: stay on the CPU (BPF_F_TIMER_CPU_PIN); a virtual CPU's callbacks always do. */
    public static final long PINNED = 1 << 1;

    /** How long a wait for a callback goes on before its patience is asked. */
    private static final long WAIT_MILLIS = 5;

    private final TimerClock clock;
    private final AsyncThreads threads;
    private Shot armed;

    /** One start of the timer: what is scheduled is this and no other. */
    private final class Shot implements Runnable {
        private final long due;
        private final boolean absolute;
        private final int cpu;
        private Future<?> scheduled;

        private Shot(final long due, final boolean absolute, final int cpu) {
            this.due = due;
            this.absolute = absolute;
            this.cpu = cpu;
        }

        /** Whether the thread took it on. */
        private boolean schedule() {
            scheduled = threads.after(delay(), this);
            return scheduled != null;
        }

        private long delay() {
            return absolute ? Math.max(0, due - clock.nanos()) : due;
        }

        /** A clock that others set may have gone back meanwhile. */
        @Override
        public void run() {
            synchronized (TimerCell.this) {
                if (armed != this || absolute && due > clock.nanos() && schedule()) {
                    return;
                }
                armed = null;
            }
            call(cpu);
        }
    }

    /**
     * A timer without callback.
     *
     * @param map     that has it in a value.
     * @param value   native address of that value.
     * @param clock   that it goes by.
     * @param threads that run the callback.
     */
    public TimerCell(final BpfMap map, final long value, final TimerClock clock, final AsyncThreads threads) {
        super(map, value);
        this.clock = clock;
        this.threads = threads;
    }

    /**
     * Arms it, anew if it was armed (bpf_timer_start).
     *
     * @param nanos from now on; with {@link #ABSOLUTE} a time of the clock; unsigned, and 2^63 or more is never
     *              (ktime_add_safe).
     * @param flags {@link #ABSOLUTE}, {@link #PINNED}.
     * @param cpu   on which the callback will run.
     * @return 0; -EINVAL for other flags, without callback, or if the element has gone.
     */
    public synchronized long start(final long nanos, final long flags, final int cpu) {
        if ((flags & ~(ABSOLUTE | PINNED)) != 0 || !isReady()) {
            return -Errno.EINVAL.number();
        }
        disarm();
        final boolean absolute = (flags & ABSOLUTE) != 0;
        final Shot shot = new Shot(nanos >= 0 ? nanos : Long.MAX_VALUE, absolute, cpu);
        armed = shot;
        if (!shot.schedule()) {
            armed = null;
        }
        return 0;
    }

    /**
     * Disarms it, forgets the callback, and waits until it does not run any more (bpf_timer_cancel).
     *
     * @param patience is called every few milliseconds of waiting, and may throw to end it.
     * @return 1 if it was armed, 0 if not; -EDEADLK if its own callback asks; -EINVAL if the element has gone.
     */
    public long cancel(final Runnable patience) {
        final boolean wasArmed;
        synchronized (this) {
            if (isFreed()) {
                return -Errno.EINVAL.number();
            }
            if (runner() == Thread.currentThread()) {
                return -Errno.EDEADLK.number();
            }
            forgetCallback();
            wasArmed = disarm();
        }
        while (isRunning()) {
            patience.run();
        }
        return wasArmed ? 1 : 0;
    }

    /** Whether the callback runs, even after a while. */
    private synchronized boolean isRunning() {
        if (runner() != null) {
            try {
                TimeUnit.MILLISECONDS.timedWait(this, WAIT_MILLIS);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return runner() != null;
    }

    /**
     * Disarms it and waits for nothing; the callback stays (bpf_timer_cancel_async).
     *
     * @return 1 if it was armed, 0 if not; -1 if the callback runs just now; -EINVAL if the element has gone.
     */
    public synchronized long cancelAsync() {
        if (isFreed()) {
            return -Errno.EINVAL.number();
        }
        if (runner() != null) {
            return -1;
        }
        return disarm() ? 1 : 0;
    }

    @Override
    boolean disarm() {
        final Shot before = armed;
        armed = null;
        if (before != null) {
            before.scheduled.cancel(false);
        }
        return before != null;
    }
}
