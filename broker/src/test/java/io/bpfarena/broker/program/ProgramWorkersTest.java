package io.bpfarena.broker.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.broker.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProgramWorkersTest {
    private static final long CLIENT = 7;
    private static final int CAPACITY = 8;

    private final List<TestTask> completed = new ArrayList<>();
    private final ProgramWorkers workers = new ProgramWorkers(2, CAPACITY);

    /** What a task does. */
    @FunctionalInterface
    private interface Work {
        void run(int cpu) throws Exception;
    }

    private final class TestTask extends WorkerTask {
        private final Work work;
        private volatile boolean begun;

        TestTask(final long clientId, final Work work) {
            super(clientId);
            this.work = work;
        }

        @Override
        protected void execute(final int cpu) throws Exception {
            begun = true;
            work.run(cpu);
        }

        @Override
        protected void complete() {
            completed.add(this);
        }

        Throwable thrown() {
            return failure();
        }
    }

    @BeforeEach
    void start() {
        workers.start();
    }

    @AfterEach
    void end() {
        assertTrue(workers.close(TimeUnit.SECONDS.toNanos(20)));
    }

    private void awaitCompleted(final int count) {
        Await.until(count + " tasks", () -> {
            workers.poll();
            return completed.size() == count;
        });
    }

    @Test
    void shouldCompleteOnTheThreadThatPolls() {
        final Thread[] threads = new Thread[1];
        final TestTask task = new TestTask(CLIENT, _ -> threads[0] = Thread.currentThread());
        assertTrue(workers.submit(task));
        awaitCompleted(1);
        assertNull(task.thrown());
        assertFalse(threads[0] == Thread.currentThread());
        assertTrue(threads[0].getName().startsWith("bpf-arena-program-"));
    }

    @Test
    void shouldGiveEachWorkerItsCpu() {
        final CountDownLatch both = new CountDownLatch(2);
        final Set<Integer> cpus = new TreeSet<>();
        for (int i = 0; i < 2; i++) {
            workers.submit(new TestTask(CLIENT, cpu -> {
                synchronized (cpus) {
                    cpus.add(cpu);
                }
                both.countDown();
                both.await();
            }));
        }
        awaitCompleted(2);
        assertEquals(Set.of(0, 1), cpus);
    }

    @Test
    void shouldTakeNoMoreThanItsCapacity() {
        final CountDownLatch go = new CountDownLatch(1);
        for (int i = 0; i < CAPACITY; i++) {
            assertTrue(workers.submit(new TestTask(CLIENT, _ -> go.await())));
        }
        assertFalse(workers.submit(new TestTask(CLIENT, _ -> { })));
        assertEquals(CAPACITY, workers.countOf(CLIENT));
        assertEquals(0, workers.countOf(CLIENT + 1));
        go.countDown();
        awaitCompleted(CAPACITY);
        assertTrue(workers.hasRoom());
    }

    @Test
    void shouldLiveThroughWhateverATaskThrows() {
        final TestTask error = new TestTask(CLIENT, _ -> {
            throw new StackOverflowError();
        });
        final TestTask exception = new TestTask(CLIENT, _ -> {
            throw new Exception("no");
        });
        for (int i = 0; i < 2; i++) {
            workers.submit(error);
            workers.submit(exception);
            awaitCompleted(2 * (i + 1));
        }
        assertInstanceOf(StackOverflowError.class, error.thrown());
        assertEquals("no", exception.thrown().getMessage());
    }

    @Test
    void shouldCancelWhatAClientHasAndNothingElse() {
        final CountDownLatch never = new CountDownLatch(1);
        final CountDownLatch go = new CountDownLatch(1);
        final TestTask running = new TestTask(CLIENT, _ -> never.await());
        final TestTask others = new TestTask(CLIENT + 1, _ -> go.await());
        workers.submit(running);
        workers.submit(others);
        Await.until("both to run", () -> running.begun && others.begun);
        final TestTask waiting = new TestTask(CLIENT, _ -> never.await());
        workers.submit(waiting);
        workers.cancelAll(CLIENT);
        awaitCompleted(2);
        assertInstanceOf(InterruptedException.class, running.thrown());
        final Throwable thrown = waiting.thrown();
        assertTrue(thrown instanceof CancellationException || thrown instanceof InterruptedException,
                () -> "it may have begun or not: " + thrown);
        go.countDown();
        awaitCompleted(3);
        assertNull(others.thrown());
    }

    @Test
    void shouldNotInterruptTheNextTaskForThePreviousOne() {
        for (int i = 0; i < 200; i++) {
            final TestTask leavesItsInterrupt = new TestTask(CLIENT, _ -> Thread.currentThread().interrupt());
            final TestTask next = new TestTask(CLIENT + 1, _ -> {
                if (Thread.currentThread().isInterrupted()) {
                    throw new IllegalStateException("interrupted");
                }
            });
            workers.submit(leavesItsInterrupt);
            workers.submit(next);
            workers.cancelAll(CLIENT);
            awaitCompleted(2);
            assertNull(next.thrown());
            completed.clear();
        }
    }

    @Test
    void shouldInterruptWhatRunsWhenClosed() {
        final CountDownLatch never = new CountDownLatch(1);
        final TestTask task = new TestTask(WorkerTask.NO_CLIENT, _ -> never.await());
        workers.submit(task);
        Await.until("it to run", () -> task.begun);
        assertTrue(workers.close(TimeUnit.SECONDS.toNanos(20)));
    }
}
