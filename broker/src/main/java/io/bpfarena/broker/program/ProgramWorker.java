package io.bpfarena.broker.program;

import java.util.Queue;
import java.util.concurrent.BlockingQueue;

/** One worker: a thread, which is a virtual CPU to the programs that run on it. */
final class ProgramWorker implements Runnable {
    private final int cpu;
    private final BlockingQueue<WorkerTask> tasks;
    private final Queue<WorkerTask> done;
    private final Thread thread;
    private WorkerTask current;
    private boolean closed;

    /**
     * @param cpu   its number, from 0.
     * @param tasks shared by all workers.
     * @param done  has room for whatever can be in work.
     */
    ProgramWorker(final int cpu, final BlockingQueue<WorkerTask> tasks, final Queue<WorkerTask> done) {
        this.cpu = cpu;
        this.tasks = tasks;
        this.done = done;
        this.thread = Thread.ofPlatform().name("bpf-arena-program-" + cpu).daemon().unstarted(this);
    }

    void start() {
        thread.start();
    }

    @Override
    public void run() {
        try {
            WorkerTask task = tasks.take();
            while (begin(task)) {
                task.executeSafely(cpu);
                done.add(task);
                if (!end()) {
                    return;
                }
                task = tasks.take();
            }
        } catch (final InterruptedException e) {
            // Only close() interrupts a worker that has no task.
            return;
        }
    }

    /** False if the worker is to end instead. */
    private synchronized boolean begin(final WorkerTask task) {
        current = task;
        return !closed;
    }

    /** False if the worker is to end. An interrupt was meant for the task that has just ended, not for the next. */
    private synchronized boolean end() {
        current = null;
        Thread.interrupted();
        return !closed;
    }

    /** Interrupts the task if it is this worker's. */
    synchronized void cancel(final WorkerTask task) {
        if (current == task) {
            thread.interrupt();
        }
    }

    /** Interrupts whatever it does; it ends after that. */
    synchronized void close() {
        closed = true;
        if (current != null) {
            current.cancel();
        }
        thread.interrupt();
    }

    /** True if the thread has ended within the time. */
    boolean join(final long timeoutMs) throws InterruptedException {
        thread.join(Math.max(1, timeoutMs));
        return !thread.isAlive();
    }
}
