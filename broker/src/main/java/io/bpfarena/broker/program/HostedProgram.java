package io.bpfarena.broker.program;

import io.bpfarena.runtime.LoadedProgram;

/** A program of a hosted object, with its number and what it has done. Used by the control agent's thread alone. */
public final class HostedProgram {
    private final LoadedProgram program;
    private long runs;
    private long runTimeNs;

    HostedProgram(final LoadedProgram program) {
        this.program = program;
    }

    /** {@return its number, never used again: what an array of programs shows user space} */
    public int id() {
        return program.id();
    }

    /** {@return what can be run} */
    public LoadedProgram program() {
        return program;
    }

    /** {@return how often it has run} */
    public long runs() {
        return runs;
    }

    /** {@return nanoseconds that it has run altogether} */
    public long runTimeNs() {
        return runTimeNs;
    }

    /**
     * Counts runs.
     *
     * @param count         how many.
     * @param durationNanos of all of them.
     */
    void addRuns(final long count, final long durationNanos) {
        runs += count;
        runTimeNs += durationNanos;
    }
}
