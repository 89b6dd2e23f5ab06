package io.bpfarena.runtime.program;

import io.bpfarena.runtime.map.TailCallTarget;
import io.bpfarena.runtime.stream.ProgramStreams;

/**
 * A program that an engine can go on with when another calls it by bpf_tail_call. Any thread.
 */
public interface TailCallable extends TailCallTarget {
    /**
     * Keeps the program from being closed until {@link #leave()}.
     *
     * @return false if it is closed already; then there is nothing to leave.
     */
    boolean enter();

    /** Lets go of the program: the run that went on with it has ended. */
    void leave();

    /** {@return what to go on with; valid between {@link #enter()} and {@link #leave()}} */
    ExecutableProgram executable();

    /** {@return where the program's runs write} */
    ProgramStreams streams();

    /** {@return who runs the program's callbacks that are to come later; null if there can be none} */
    AsyncHost host();
}
