package io.bpfarena.runtime.helper;

import io.bpfarena.runtime.memory.MemoryRegion;
import java.util.List;
import java.util.Optional;

/**
 * Something that a function lends to a running program: memory that it may use meanwhile, and what must happen if the
 * run ends first. The kernel's verifier knows the latter as references; here they are settled at run time. Used by the
 * thread that runs the program.
 */
public interface Loan {
    /** {@return what the program has of it: the value of a register} */
    long pointer();

    /** {@return what the program may touch while it has the loan} */
    List<MemoryRegion> memory();

    /**
     * The run ends, and the program still has it.
     *
     * @return what is wrong with that, or empty if a program need not give it back.
     */
    Optional<String> expire();
}
