package io.bpfarena.runtime.interpreter;

import io.bpfarena.runtime.program.ExecutableProgram;
import io.bpfarena.runtime.program.Invocation;
import io.bpfarena.runtime.program.LinkedProgram;
import io.bpfarena.runtime.program.ProgramFaultException;
import io.bpfarena.runtime.program.RunResult;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A program ready to be interpreted, with the machines of finished runs to be used again. */
final class InterpretedProgram implements ExecutableProgram {
    private final LinkedCode linked;
    private final ConcurrentLinkedQueue<Machine> idle = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    InterpretedProgram(final LinkedCode linked) {
        this.linked = linked;
    }

    LinkedCode linked() {
        return linked;
    }

    @Override
    public LinkedProgram program() {
        return linked.program();
    }

    @Override
    public RunResult run(final Invocation invocation) throws ProgramFaultException {
        if (closed) {
            throw new IllegalStateException("program %s is closed".formatted(program().name()));
        }
        final Machine pooled = idle.poll();
        final Machine machine = pooled == null ? new Machine(linked) : pooled;
        try {
            return machine.run(invocation, null);
        } finally {
            idle.offer(machine);
        }
    }

    @Override
    public void close() {
        closed = true;
        idle.clear();
    }
}
