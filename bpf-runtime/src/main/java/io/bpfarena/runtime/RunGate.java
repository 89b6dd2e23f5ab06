package io.bpfarena.runtime;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets program runs in and out, and closes when none is inside. The state is one number: how many are inside, with
 * the top bit set once it is closed; so a run costs two atomic operations.
 */
final class RunGate {
    private static final int CLOSED = 1 << 31;

    private final String name;
    private final AtomicInteger state = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();

    RunGate(final String name) {
        this.name = name;
    }

    void enter() {
        if (!enterIfOpen()) {
            throw new IllegalStateException("object " + name + " was closed");
        }
    }

    /**
     * Lets one more in as long as anybody is inside or it is not closed: what is to run is still there then.
     *
     * @return false if it is closed and nobody is inside.
     */
    boolean tryEnter() {
        int before = state.get();
        while (before != CLOSED) {
            if (state.compareAndSet(before, before + 1)) {
                return true;
            }
            before = state.get();
        }
        return false;
    }

    /**
     * Lets a run in, unless the gate is closed or about to be. Who is turned away is never counted: {@link #tryEnter}
     * would take it for somebody inside.
     */
    boolean enterIfOpen() {
        int before = state.get();
        while (before >= 0) {
            if (state.compareAndSet(before, before + 1)) {
                return true;
            }
            before = state.get();
        }
        return false;
    }

    void leave() {
        if (state.decrementAndGet() == CLOSED) {
            lock.lock();
            try {
                left.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Keeps new runs out and waits until those inside have left. If they do not in time, the gate opens again.
     *
     * @throws ProgramsRunningException if programs still run.
     */
    void close(final Duration timeout) {
        lock.lock();
        try {
            state.getAndUpdate(value -> value | CLOSED);
            long nanos = timeout.toNanos();
            boolean interrupted = false;
            while (state.get() != CLOSED) {
                if (nanos <= 0 || interrupted) {
                    final int running = state.getAndUpdate(value -> value & ~CLOSED) & ~CLOSED;
                    if (interrupted) {
                        Thread.currentThread().interrupt();
                    }
                    throw new ProgramsRunningException(name, running, timeout);
                }
                try {
                    nanos = left.awaitNanos(nanos);
                } catch (final InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
