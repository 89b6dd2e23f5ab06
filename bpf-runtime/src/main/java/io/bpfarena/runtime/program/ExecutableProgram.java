package io.bpfarena.runtime.program;

/**
 * A program that an engine made ready. Any number of threads may run it at once; each run has its own registers, stack
 * and context, and all share the maps.
 */
public interface ExecutableProgram extends AutoCloseable {
    /** {@return what it was made from} */
    LinkedProgram program();

    /**
     * Runs the program on the calling thread until it exits. An interrupt of the thread ends the program as its
     * deadline does, and stays set.
     *
     * @param invocation context, CPU and deadline.
     * @return what it returned and reported.
     * @throws ProgramFaultException if the program did what it must not, or was interrupted.
     * @throws IllegalStateException after {@link #close()}.
     */
    RunResult run(Invocation invocation) throws ProgramFaultException;

    /** Gives back what the engine holds for it. Nobody may be running it any more. A second call does nothing. */
    @Override
    void close();
}
