package io.bpfarena.runtime.interpreter;

import io.bpfarena.runtime.helper.CurrentThread;
import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.program.LinkedProgram;

/**
 * A call trace as the kernel writes it to a program's stream (kernel/bpf/stream.c, bpf_stream_stage_dump_stack), with
 * the thread that runs the program as the current task. Places are bytes of bytecode:
 *
 * <pre>
 * CPU: 0 UID: 1000 PID: 4711 Comm: java
 * Call trace:
 * inner+0x18/0x28
 *   return *node; @ ./list.bpf.c:12
 * </pre>
 */
final class CallTrace {
    private final StringBuilder text = new StringBuilder();

    CallTrace(final int cpu) {
        text.append("CPU: %d UID: %d PID: %d Comm: %s\nCall trace:\n".formatted(
                cpu, CurrentThread.userId(), CurrentThread.threadId(), CurrentThread.nameText()));
    }

    /** Adds a frame of a program that is at a slot. */
    void add(final LinkedProgram program, final int slot) {
        final LinkedProgram.Subprogram function = program.subprogramAt(slot);
        int end = program.instructions().size();
        for (final LinkedProgram.Subprogram other : program.subprograms()) {
            end = other.start() > function.start() ? Math.min(end, other.start()) : end;
        }
        text.append("%s+0x%x/0x%x\n".formatted(function.name(), (slot - function.start()) * Instruction.SIZE,
                (end - function.start()) * Instruction.SIZE));
        program.lineAt(slot).ifPresent(line -> text.append("  %s @ %s:%d\n".formatted(
                line.text().strip(), line.file(), line.line())));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
