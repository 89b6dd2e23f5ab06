package io.bpfarena.runtime.helper;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.map.SpecialField;
import io.bpfarena.runtime.map.SpinLockWord;
import io.bpfarena.runtime.memory.NativeMemory;

/**
 * The kfuncs of kernel/bpf/rqspinlock.c: locks that say no instead of waiting for ever. There are no interrupts here,
 * so that the two with interrupts off differ from the others in what a program may do only.
 */
final class ResilientLockFunctions {
    /** How long a lock is waited for: the kernel's RES_DEF_TIMEOUT. */
    private static final long TIMEOUT_NANOS = 250_000_000;
    /** How long a wait goes on before a look for deadlocks, as in check_timeout. */
    private static final long DEADLOCK_CHECK_NANOS = 1_000_000;
    /** Interrupts were on: what the flags of an x86 processor say then. */
    private static final long INTERRUPTS_ON = 0x200;

    private ResilientLockFunctions() {
    }

    static void addTo(final FunctionTable.Builder table) {
        table.kfunc("bpf_res_spin_lock", "int bpf_res_spin_lock(struct bpf_res_spin_lock *lock)",
                (context, lock, r2, r3, r4, r5) -> lock(context, HeldLock.Kind.RESILIENT, lock, 0));
        table.kfunc("bpf_res_spin_unlock", "void bpf_res_spin_unlock(struct bpf_res_spin_lock *lock)",
                (context, lock, r2, r3, r4, r5) -> unlock(context, HeldLock.Kind.RESILIENT, lock, 0));
        table.kfunc("bpf_res_spin_lock_irqsave",
                "int bpf_res_spin_lock_irqsave(struct bpf_res_spin_lock *lock, unsigned long *flags__irq_flag)",
                (context, lock, flags, r3, r4, r5) -> lockIrq(context, lock, flags));
        table.kfunc("bpf_res_spin_unlock_irqrestore",
                "void bpf_res_spin_unlock_irqrestore(struct bpf_res_spin_lock *lock, unsigned long *flags__irq_flag)",
                (context, lock, flags, r3, r4, r5) ->
                        unlock(context, HeldLock.Kind.RESILIENT_IRQ, lock, flags));
    }

    private static long lockIrq(final CallContext context, final long lock, final long flags) {
        context.checkWrite(flags, Long.BYTES, "flags of bpf_res_spin_lock_irqsave");
        final long result = lock(context, HeldLock.Kind.RESILIENT_IRQ, lock, flags);
        if (result == 0) {
            NativeMemory.putLong(flags, INTERRUPTS_ON);
        }
        return result;
    }

    private static long lock(final CallContext context, final HeldLock.Kind kind, final long lock, final long flags) {
        FieldArgument.of(context, SpecialField.RES_SPIN_LOCK, lock);
        final HeldLocks locks = context.heldLocks();
        locks.announce(lock);
        boolean taken = false;
        try {
            final long result = take(context, locks, lock);
            taken = result == 0;
            if (taken) {
                SpinLockFunctions.keep(context, new HeldLock(locks, kind, lock, flags));
            }
            return result;
        } finally {
            if (!taken) {
                locks.retract();
            }
        }
    }

    private static long take(final CallContext context, final HeldLocks locks, final long lock) {
        if (locks.isAlreadyHeld(lock)) {
            return -Errno.EDEADLK.number();
        }
        final long start = System.nanoTime();
        while (!SpinLockWord.acquire(lock, DEADLOCK_CHECK_NANOS)) {
            context.checkDeadline();
            if (locks.isInDeadlock(lock)) {
                return -Errno.EDEADLK.number();
            }
            if (System.nanoTime() - start >= TIMEOUT_NANOS) {
                return -Errno.ETIMEDOUT.number();
            }
        }
        return 0;
    }

    private static long unlock(
            final CallContext context, final HeldLock.Kind kind, final long lock, final long flags) {
        SpinLockFunctions.release(context, kind, lock, flags);
        return 0;
    }
}
