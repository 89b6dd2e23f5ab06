package io.bpfarena.runtime.interpreter;

import io.bpfarena.runtime.program.AsyncHost;
import io.bpfarena.runtime.program.TailCallable;
import io.bpfarena.runtime.stream.ProgramStreams;
import java.util.ArrayList;
import java.util.List;

/**
 * Which program each frame of a run runs: the one that was started, unless a tail call went on with another there
 * (program main calls subprogram s, which goes on with program p: frame 0 is main's, frame 1 is p's, and what p
 * returns is what main gets from s). Kept as the frames at which another program begins, so that a call of a subprogram
 * costs nothing here. Used by the thread that runs the program.
 */
final class Frames {
    private final int[] starts = new int[CallStack.MAX_FRAMES];
    private final Resident[] residents = new Resident[CallStack.MAX_FRAMES];
    private final List<TailCallable> entered = new ArrayList<>();
    private int last;

    /**
     * A program in frames.
     *
     * @param code    that they run.
     * @param streams where it writes.
     * @param host    who runs its callbacks that are to come later; may be null.
     */
    record Resident(LinkedCode code, ProgramStreams streams, AsyncHost host) {
    }

    void start(final Resident program) {
        last = 0;
        residents[0] = program;
    }

    /** The running frame goes on with another program, which was entered. */
    void replace(final int depth, final LinkedCode code, final TailCallable program) {
        last += starts[last] == depth ? 0 : 1;
        starts[last] = depth;
        residents[last] = new Resident(code, program.streams(), program.host());
        entered.add(program);
    }

    /** How many programs the run went on with. */
    int tailCalls() {
        return entered.size();
    }

    /** Frames above one have ended; whether another program runs now. */
    boolean leave(final int depth) {
        final int before = last;
        while (starts[last] > depth) {
            last--;
        }
        return last != before;
    }

    /** The program of the running frame. */
    Resident running() {
        return residents[last];
    }

    /** The program of a frame. */
    Resident at(final int depth) {
        int index = last;
        while (starts[index] > depth) {
            index--;
        }
        return residents[index];
    }

    /** The run has ended. */
    void end() {
        entered.forEach(TailCallable::leave);
        entered.clear();
    }
}
