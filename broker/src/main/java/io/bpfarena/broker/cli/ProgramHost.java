package io.bpfarena.broker.cli;

import io.bpfarena.client.ProgramRun;
import java.time.Duration;
import java.util.Optional;

/** Where {@code prog run} runs a program: a broker, or a runtime of this process alone. */
sealed interface ProgramHost extends AutoCloseable permits PrivateHost, BrokerHost {
    /** {@return bytes of the largest context that it accepts} */
    int maxContextSize();

    /**
     * Sets a global variable of the object.
     *
     * @param assignment what to set.
     * @throws CommandFailedException if there is no such variable, or the value does not fit it.
     */
    void set(GlobalAssignment assignment) throws CommandFailedException;

    /**
     * Runs a program.
     *
     * @param program name.
     * @param context bytes in; those it left are in the result.
     * @param packet  that each run starts with; empty for a program that has none.
     * @param repeat  how often, each time with the context that the run before left.
     * @param timeout of all runs together.
     * @return what came of it, the average duration among it.
     * @throws CommandFailedException if it could not be run at all.
     */
    ProgramRun run(String program, byte[] context, byte[] packet, int repeat, Duration timeout)
            throws CommandFailedException;

    /**
     * What a program, and those that it called, left beside the result of {@link #run}; taken out of their streams.
     *
     * @param program name.
     * @return it; empty if it stays where the program is.
     * @throws CommandFailedException if there is no such program.
     */
    Optional<RunTraces> traces(String program) throws CommandFailedException;

    @Override
    void close();
}
