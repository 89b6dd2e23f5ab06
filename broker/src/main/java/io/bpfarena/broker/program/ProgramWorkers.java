package io.bpfarena.broker.program;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;

/**
 * A few threads for what would hold up the control agent: program runs, loads and unloads.
 *
 * <pre>
 *   agent --submit--&gt; [tasks, bounded] --&gt; worker 0 (CPU 0) --&gt; [done] --poll--&gt; agent: complete()
 *                                     \--&gt; worker 1 (CPU 1) --/
 * </pre>
 *
 * What was submitted and is not completed is counted, so {@code done} has room for all of it and no worker ever waits
 * to hand a result back. All methods are the agent's, but for {@link #close}, which comes after the agent has ended.
 */
public final class ProgramWorkers {
    private final int capacity;
    private final BlockingQueue<WorkerTask> tasks;
    private final ManyToOneConcurrentArrayQueue<WorkerTask> done;
    private final List<ProgramWorker> workers = new ArrayList<>();
    private final Set<WorkerTask> submitted = new HashSet<>();

    /**
     * @param count    threads.
     * @param capacity tasks that may wait or be in work.
     */
    public ProgramWorkers(final int count, final int capacity) {
        this.capacity = capacity;
        this.tasks = new ArrayBlockingQueue<>(capacity);
        this.done = new ManyToOneConcurrentArrayQueue<>(capacity);
        for (int cpu = 0; cpu < count; cpu++) {
            workers.add(new ProgramWorker(cpu, tasks, done));
        }
    }

    /** Starts the threads. */
    public void start() {
        workers.forEach(ProgramWorker::start);
    }

    /**
     * Hands a task over.
     *
     * @param task to be done.
     * @return false if too many wait; nothing happens then.
     */
    public boolean submit(final WorkerTask task) {
        if (!hasRoom()) {
            return false;
        }
        submitted.add(task);
        task.submitted();
        tasks.add(task);
        return true;
    }

    /**
     * Counts the tasks of a client.
     *
     * @param clientId of a session.
     * @return how many wait or are in work.
     */
    public int countOf(final long clientId) {
        return (int) submitted.stream().filter(task -> task.clientId() == clientId).count();
    }

    /** {@return whether another task can be submitted} */
    public boolean hasRoom() {
        return submitted.size() < capacity;
    }

    /** {@return how many tasks may wait or be in work} */
    public int capacity() {
        return capacity;
    }

    /**
     * Finishes what the workers have done.
     *
     * @return how many tasks.
     */
    public int poll() {
        return done.drain(task -> {
            submitted.remove(task);
            task.complete();
        });
    }

    /**
     * Makes the tasks of a client end soon. They are completed all the same.
     *
     * @param clientId of a session that ended.
     */
    public void cancelAll(final long clientId) {
        for (final WorkerTask task : submitted) {
            if (task.clientId() == clientId) {
                task.cancel();
                workers.forEach(worker -> worker.cancel(task));
            }
        }
    }

    /**
     * Ends the threads and what they do. Tasks that have not been completed never are.
     *
     * @param timeoutNs how long to wait.
     * @return whether all have ended.
     */
    public boolean close(final long timeoutNs) {
        final long deadlineNs = System.nanoTime() + timeoutNs;
        workers.forEach(ProgramWorker::close);
        boolean ended = true;
        try {
            for (final ProgramWorker worker : workers) {
                ended &= worker.join(TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime()));
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            ended = false;
        }
        return ended;
    }
}
