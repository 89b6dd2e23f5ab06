package io.bpfarena.runtime.helper;

import io.bpfarena.runtime.map.SpecialField;
import io.bpfarena.runtime.map.SpinLockWord;

/**
 * {@code bpf_spin_lock} and {@code bpf_spin_unlock} (kernel/bpf/helpers.c). The rules that the kernel's verifier proves
 * hold here as the program runs; who waits does so until the end of the run's time at most.
 */
final class SpinLockFunctions {
    /** How long a wait goes on before a look at the time. */
    private static final long PATIENCE_NANOS = 2_000_000;

    private SpinLockFunctions() {
    }

    static void addTo(final FunctionTable.Builder table) {
        table.helper(93, "bpf_spin_lock", "void bpf_spin_lock(struct bpf_spin_lock *lock)", SpinLockFunctions::lock);
        table.helper(94, "bpf_spin_unlock", "void bpf_spin_unlock(struct bpf_spin_lock *lock)",
                SpinLockFunctions::unlock);
    }

    private static long lock(final CallContext context, final long lock, final long unused2, final long unused3,
            final long unused4, final long unused5) {
        FieldArgument.of(context, SpecialField.SPIN_LOCK, lock);
        final HeldLocks locks = context.heldLocks();
        if (!locks.isEmpty()) {
            context.fail("bpf_spin_lock: function calls are not allowed while holding a lock");
        }
        while (!SpinLockWord.acquire(lock, PATIENCE_NANOS)) {
            context.checkDeadline();
        }
        keep(context, new HeldLock(locks, HeldLock.Kind.SPIN, lock, 0));
        return 0;
    }

    private static long unlock(final CallContext context, final long lock, final long unused2, final long unused3,
            final long unused4, final long unused5) {
        release(context, HeldLock.Kind.SPIN, lock, 0);
        return 0;
    }

    /** A run that ends with the lock lets go of it. */
    static void keep(final CallContext context, final HeldLock lock) {
        lock.owner().add(lock);
        context.lend(lock);
    }

    /** Lets go of the lock that was taken last, and in the same way; anything else is a fault. */
    static void release(final CallContext context, final HeldLock.Kind kind, final long address, final long flags) {
        final HeldLocks locks = context.heldLocks();
        final String label = kind.label();
        if (locks.isEmpty()) {
            context.fail(label + "_unlock without taking a lock");
        }
        final HeldLock held = locks.find(address);
        if (held == null || held.kind() != kind) {
            context.fail(label + "_unlock of different lock");
        }
        if (locks.last() != held) {
            context.fail(label + "_unlock cannot be out of order");
        }
        if (held.flags() != flags) {
            context.fail("cannot restore irq state out of order");
        }
        context.takeBack(held);
        held.release();
    }
}
