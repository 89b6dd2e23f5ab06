package io.bpfarena.runtime.helper;

import io.bpfarena.runtime.map.SpinLockWord;
import io.bpfarena.runtime.memory.MemoryRegion;
import java.util.List;
import java.util.Optional;

/**
 * A lock that a run holds. The kernel's verifier refuses a program that could end with one; here it is let go of, so
 * that no other run waits for ever.
 *
 * @param owner   all locks of the run.
 * @param kind    by which function it was taken.
 * @param pointer native address of the lock.
 * @param flags   where the program keeps the interrupt state, 0 if it does not.
 */
record HeldLock(HeldLocks owner, Kind kind, long pointer, long flags) implements Loan {
    /** Functions that take locks. */
    enum Kind {
        /** bpf_spin_lock. */
        SPIN("bpf_spin"),
        /** bpf_res_spin_lock. */
        RESILIENT("bpf_res_spin"),
        /** bpf_res_spin_lock_irqsave. */
        RESILIENT_IRQ("bpf_res_spin");

        private final String label;

        Kind(final String label) {
            this.label = label;
        }

        /** What the verifier calls it. */
        String label() {
            return label;
        }

        boolean isResilient() {
            return this != SPIN;
        }
    }

    /** Lets go of the lock. */
    void release() {
        SpinLockWord.release(pointer);
        owner.remove(this);
    }

    @Override
    public List<MemoryRegion> memory() {
        return List.of();
    }

    @Override
    public Optional<String> expire() {
        release();
        return Optional.of(("BPF_EXIT instruction in main prog cannot be used inside %s_lock-ed region: "
                + "%s_unlock is missing").formatted(kind.label(), kind.label()));
    }
}
