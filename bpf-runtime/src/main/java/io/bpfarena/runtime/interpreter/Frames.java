package io.bpfarena.runtime.interpreter;

import io.bpfarena.runtime.stream.ProgramStreams;
import io.bpfarena.runtime.program.AsyncHost;
import io.bpfarena.runtime.program.TailCallable;
import java.util.ArrayList;
import java.util.List;

/**
 * Which program each frame of a run runs: the one that was started, unless a tail call went on with another there
 * (program main calls subprogram s, which goes on with program p: frame 0 is main's, frame 1 is p's, and what p
 * returns is what main gets from s). Used by the thread that runs the program.
 */
final class Frames {
    private final LinkedCode[] codes = new LinkedCode[CallStack.MAX_FRAMES];
    private final ProgramStreams[] streams = new ProgramStreams[CallStack.MAX_FRAMES];
    private final AsyncHost[] hosts = new AsyncHost[CallStack.MAX_FRAMES];
    private final List<TailCallable> entered = new ArrayList<>();

    void start(final LinkedCode code, final ProgramStreams where, final AsyncHost host) {
        codes[0] = code;
        streams[0] = where;
        hosts[0] = host;
    }

    /** A subprogram's frame is on top of its caller's. */
    void push(final int depth) {
        codes[depth] = codes[depth - 1];
        streams[depth] = streams[depth - 1];
        hosts[depth] = hosts[depth - 1];
    }

    /** A frame goes on with another program, which was entered. */
    void replace(final int depth, final LinkedCode code, final TailCallable program) {
        codes[depth] = code;
        streams[depth] = program.streams();
        hosts[depth] = program.host();
        entered.add(program);
    }

    /** How many programs the run went on with. */
    int tailCalls() {
        return entered.size();
    }

    LinkedCode code(final int depth) {
        return codes[depth];
    }

    ProgramStreams streams(final int depth) {
        return streams[depth];
    }

    /** Who runs callbacks of the frame's program that are to come later; may be null. */
    AsyncHost host(final int depth) {
        return hosts[depth];
    }

    /** The run has ended. */
    void leave() {
        entered.forEach(TailCallable::leave);
        entered.clear();
    }
}
