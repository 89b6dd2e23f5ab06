package io.bpfarena.runtime.interpreter;

import io.bpfarena.runtime.async.AsyncCallback;
import io.bpfarena.runtime.map.MapHold;
import io.bpfarena.runtime.program.AsyncHost;
import io.bpfarena.runtime.program.CallbackEntry;
import io.bpfarena.runtime.program.Invocation;
import io.bpfarena.runtime.stream.ProgramStreams;

/**
 * A subprogram that is called later, as a run of its own. Any thread may call, one at a time: so is a timer's callback,
 * and it has a machine for all its runs.
 */
final class InterpretedCallback implements AsyncCallback {
    private final LinkedCode code;
    private final int start;
    private final AsyncHost host;
    private final ProgramStreams streams;
    private Machine machine;

    InterpretedCallback(
            final LinkedCode code, final int start, final AsyncHost host, final ProgramStreams streams) {
        this.code = code;
        this.start = start;
        this.host = host;
        this.streams = streams;
    }

    @Override
    public synchronized void run(final MapHold map, final long value, final int cpu) {
        host.run(() -> {
            if (machine == null) {
                machine = new Machine(code);
            }
            return machine.run(Invocation.withoutContext().onCpu(cpu).writingTo(streams).hostedBy(host),
                    new CallbackEntry(start, map, value));
        });
    }
}
