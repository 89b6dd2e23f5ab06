package io.bpfarena.runtime.map;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * A lock of four bytes in a map's value: 0 is free, 1 is taken. Where the kernel waits with interrupts off, here the
 * holder may be a thread that does not run; so who waits spins for a moment only and sleeps then. Any thread.
 */
public final class SpinLockWord {
    private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();
    private static final int FREE = 0;
    private static final int TAKEN = 1;
    /** Rounds of looking, some microseconds: longer than a program holds a lock if its thread runs. */
    private static final int SPINS = 200;
    private static final long SHORTEST_SLEEP_NANOS = 2_000;
    private static final long LONGEST_SLEEP_NANOS = 200_000;

    private SpinLockWord() {
    }

    /**
     * Takes a lock, and waits for it a while.
     *
     * @param address native address, a multiple of four.
     * @param nanos   after which it gives up; a thread that is interrupted does so at once.
     * @return whether it was taken.
     */
    public static boolean acquire(final long address, final long nanos) {
        for (int i = 0; i < SPINS; i++) {
            if (tryAcquire(address)) {
                return true;
            }
            Thread.onSpinWait();
        }
        final long start = System.nanoTime();
        long sleep = SHORTEST_SLEEP_NANOS;
        while (System.nanoTime() - start < nanos && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(sleep);
            if (tryAcquire(address)) {
                return true;
            }
            sleep = Math.min(2 * sleep, LONGEST_SLEEP_NANOS);
        }
        return false;
    }

    private static boolean tryAcquire(final long address) {
        return (int) WORD.getVolatile(MapMemory.EVERYTHING, address) == FREE
                && WORD.compareAndSet(MapMemory.EVERYTHING, address, FREE, TAKEN);
    }

    /**
     * Lets go of a lock.
     *
     * @param address of a lock that the caller took.
     */
    public static void release(final long address) {
        WORD.setRelease(MapMemory.EVERYTHING, address, FREE);
    }
}
