package io.bpfarena.runtime.interpreter;

import io.bpfarena.runtime.helper.Loan;
import io.bpfarena.runtime.memory.MemoryRegion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What functions lent to a run, and where they did. Used by the thread that runs the program. */
final class Loans {
    /**
     * Most that a run can have at once. A program that the kernel's verifier accepts has few: it must keep a pointer to
     * each but maps and dynptrs, and of maps there are no more than mappings (MapMemoryBudget).
     */
    static final int MAX_LOANS = 1 << 15;

    private final List<Lent> lent = new ArrayList<>();

    private record Lent(Loan loan, List<MemoryRegion> memory, int instruction) {
    }

    /** A loan that is one too many ends at once, and so does the program. */
    void add(final Loan loan, final int instruction) {
        if (lent.size() == MAX_LOANS) {
            loan.expire();
            throw new ProgramFault(
                    "the program holds too many records, dynptrs, locks and maps: %d".formatted(MAX_LOANS));
        }
        lent.add(new Lent(loan, loan.memory(), instruction));
    }

    /** The loan whose pointer it is, or null. */
    Loan find(final long pointer) {
        for (int i = lent.size() - 1; i >= 0; i--) {
            if (lent.get(i).loan.pointer() == pointer) {
                return lent.get(i).loan;
            }
        }
        return null;
    }

    void remove(final Loan loan) {
        for (int i = lent.size() - 1; i >= 0; i--) {
            if (lent.get(i).loan == loan) {
                lent.remove(i);
                return;
            }
        }
        throw new IllegalArgumentException("not lent: " + loan);
    }

    /** The lent memory that an access lies wholly within, or null. */
    MemoryRegion memoryAt(final long address, final long size) {
        for (int i = lent.size() - 1; i >= 0; i--) {
            final List<MemoryRegion> regions = lent.get(i).memory;
            for (int k = 0; k < regions.size(); k++) {
                if (regions.get(k).contains(address, size)) {
                    return regions.get(k);
                }
            }
        }
        return null;
    }

    /** All lent memory, for reports. */
    List<MemoryRegion> memory() {
        return lent.stream().flatMap(entry -> entry.memory.stream()).toList();
    }

    /** A complaint about the end of a loan. */
    record Complaint(String message, int instruction) {
    }

    /** Ends all loans, the last first; returns the complaint about the first that should have been given back. */
    Optional<Complaint> settle() {
        Optional<Complaint> complaint = Optional.empty();
        while (!lent.isEmpty()) {
            final Lent last = lent.removeLast();
            final Optional<String> message = last.loan.expire();
            if (message.isPresent()) {
                complaint = Optional.of(new Complaint(message.get(), last.instruction));
            }
        }
        return complaint;
    }
}
