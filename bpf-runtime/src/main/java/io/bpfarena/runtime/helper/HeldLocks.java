package io.bpfarena.runtime.helper;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The locks that a run holds, and the one it waits for: the last. What resilient locks are concerned others may read it
 * too, to see a deadlock ({@code struct rqspinlock_held} and check_deadlock_ABBA of kernel/bpf/rqspinlock.c):
 *
 * <pre>
 *   run 1: A, B      holds A, waits for B
 *   run 2: B, A      holds B, waits for A     each sees that the other holds what it wants and wants what it holds
 * </pre>
 *
 * <p>Used by the thread of the run, but for what is said to be for others.
 */
public final class HeldLocks {
    /** Most resilient locks that others can see: the kernel's RES_NR_HELD. More can be held. */
    static final int MAX_VISIBLE = 31;

    /** Runs that have resilient locks. Addresses are those of this process, so all runtimes can share it. */
    private static final Set<HeldLocks> RUNS = ConcurrentHashMap.newKeySet();

    private final List<HeldLock> held = new ArrayList<>();
    private final AtomicLongArray visible = new AtomicLongArray(MAX_VISIBLE);
    private volatile int count;

    /** Nothing held. */
    public HeldLocks() {
        // Made with each machine that runs programs, long before there is a lock.
    }

    boolean isEmpty() {
        return held.isEmpty();
    }

    /** The lock that was taken last, or null. */
    HeldLock last() {
        return held.isEmpty() ? null : held.getLast();
    }

    /** What is held of a lock, or null. */
    HeldLock find(final long address) {
        for (int i = held.size() - 1; i >= 0; i--) {
            if (held.get(i).pointer() == address) {
                return held.get(i);
            }
        }
        return null;
    }

    void add(final HeldLock lock) {
        held.add(lock);
    }

    void remove(final HeldLock lock) {
        held.remove(lock);
        if (lock.kind().isResilient()) {
            retract();
        }
    }

    /** Lets others see that this run wants a resilient lock or has it. */
    void announce(final long address) {
        final int index = count;
        if (index == 0) {
            RUNS.add(this);
        }
        if (index < MAX_VISIBLE) {
            visible.set(index, address);
        }
        count = index + 1;
    }

    /** Takes the last announcement back: the lock was let go of, or never came. */
    void retract() {
        final int left = count - 1;
        count = left;
        if (left == 0) {
            RUNS.remove(this);
        }
    }

    /** Whether this run holds a resilient lock that it now wants, which is announced last. */
    boolean isAlreadyHeld(final long wanted) {
        for (int i = 0; i < Math.min(count - 1, MAX_VISIBLE); i++) {
            if (visible.get(i) == wanted) {
                return true;
            }
        }
        return false;
    }

    /** Whether another run holds what this one wants, and wants what this one holds. */
    boolean isInDeadlock(final long wanted) {
        for (final HeldLocks other : RUNS) {
            final int others = Math.min(other.count, MAX_VISIBLE);
            if (other != this && others > 1 && other.holdsBelow(others - 1, wanted)
                    && holdsBelow(Math.min(count, MAX_VISIBLE) - 1, other.visible.get(others - 1))) {
                return true;
            }
        }
        return false;
    }

    private boolean holdsBelow(final int end, final long address) {
        for (int i = 0; i < end; i++) {
            if (visible.get(i) == address) {
                return true;
            }
        }
        return false;
    }
}
