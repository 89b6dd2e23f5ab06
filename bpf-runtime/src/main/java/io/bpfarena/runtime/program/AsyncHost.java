package io.bpfarena.runtime.program;

import io.bpfarena.runtime.async.AsyncThreads;

/**
 * Who lets callbacks of a program run after the run that set them, and hears what they tell. Any thread may call.
 */
public interface AsyncHost {
    /** {@return the threads on which callbacks run} */
    AsyncThreads threads();

    /**
     * Runs a callback on this thread, unless the program is about to be closed. Results and faults are kept; nothing is
     * thrown.
     *
     * @param callback to run.
     */
    void run(CallbackRun callback);

    /** One run of a callback. */
    @FunctionalInterface
    interface CallbackRun {
        /**
         * Runs it.
         *
         * @return what it returned and reported.
         * @throws ProgramFaultException if it did what it must not, or took too long.
         */
        RunResult run() throws ProgramFaultException;
    }
}
