package io.bpfarena.runtime.async;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The threads of an object on which its callbacks run: one for timers and one for works, each a daemon that starts with
 * the first of its callbacks. So of two timers no two callbacks run at once, as on one CPU of the kernel; and a work,
 * which may take its time, holds up no timer. Any thread may call.
 */
public final class AsyncThreads implements AutoCloseable {
    /** How long closing waits: an interrupt ends a callback within milliseconds. */
    private static final Duration END_TIMEOUT = Duration.ofSeconds(5);

    private final ScheduledThreadPoolExecutor timers;
    private final ScheduledThreadPoolExecutor works;

    /**
     * Starts nothing yet.
     *
     * @param name of whose they are, for the threads' names.
     */
    public AsyncThreads(final String name) {
        this.timers = executor(name + "-timers");
        this.works = executor(name + "-works");
    }

    private static ScheduledThreadPoolExecutor executor(final String name) {
        final ThreadFactory threads = Executors.defaultThreadFactory();
        final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            final Thread thread = threads.newThread(task);
            thread.setName(name);
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    /** Runs a task on the thread of timers; null if the threads have ended. */
    Future<?> after(final long nanos, final Runnable task) {
        try {
            return timers.schedule(task, nanos, TimeUnit.NANOSECONDS);
        } catch (final RejectedExecutionException e) {
            return null;
        }
    }

    /** Runs a task on the thread of works; null if the threads have ended. */
    Future<?> queue(final Runnable task) {
        try {
            return works.submit(task);
        } catch (final RejectedExecutionException e) {
            return null;
        }
    }

    /** How many works wait for their thread. */
    int waitingWorks() {
        return works.getQueue().size();
    }

    /**
     * Drops what has not started, interrupts what runs, and waits for the threads to end. A second call does nothing.
     *
     * @throws IllegalStateException if one does not end within seconds.
     */
    @Override
    public void close() {
        timers.shutdownNow();
        works.shutdownNow();
        end(timers);
        end(works);
    }

    private static void end(final ScheduledThreadPoolExecutor executor) {
        try {
            if (!executor.awaitTermination(END_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException("a callback did not end within " + END_TIMEOUT);
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
