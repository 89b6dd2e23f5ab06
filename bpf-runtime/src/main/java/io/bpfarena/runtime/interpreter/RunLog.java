package io.bpfarena.runtime.interpreter;

import io.bpfarena.runtime.isa.InstructionText;
import io.bpfarena.runtime.isa.Operation;
import io.bpfarena.runtime.program.FaultReport;
import io.bpfarena.runtime.program.LinkedProgram;
import io.bpfarena.runtime.program.LinkedProgram.SourceLine;
import io.bpfarena.runtime.program.RunResult;
import io.bpfarena.runtime.stream.ProgramStream;
import io.bpfarena.runtime.stream.ProgramStreams;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What one run has to tell, and at which instruction it is. Used by the thread that runs the program. */
final class RunLog {
    private static final byte[] NO_DATA = {};

    private final Supplier<String> callTrace;
    private final List<FaultReport> faults = new ArrayList<>();
    private final List<String> printed = new ArrayList<>();
    private long faultCount;
    private long printedCount;
    private LinkedProgram program;
    private ProgramStreams streams;
    private int instruction;

    RunLog(final Supplier<String> callTrace) {
        this.callTrace = callTrace;
    }

    /** What is reported from here on is of a program, and goes to its streams. */
    void switchTo(final LinkedProgram running, final ProgramStreams where) {
        program = running;
        streams = where;
    }

    ProgramStreams streams() {
        return streams;
    }

    void clear() {
        faults.clear();
        printed.clear();
        faultCount = 0;
        printedCount = 0;
        instruction = 0;
    }

    /** The loop is about to do something that can fail. */
    void at(final int slot) {
        instruction = slot;
    }

    /** Where the loop last was. */
    int instruction() {
        return instruction;
    }

    /** Takes an access to an absent arena page; the program goes on. */
    void arenaFault(final boolean write, final long userAddress) {
        faultCount++;
        final ProgramStream errors = streams.of(ProgramStream.Id.STDERR);
        final boolean kept = faults.size() < RunResult.MAX_FAULTS;
        final boolean written = !errors.isFull();
        if (kept || written) {
            final String message = "Arena %s access at unmapped address 0x%x"
                    .formatted(write ? "WRITE" : "READ", userAddress);
            if (kept) {
                faults.add(report(message));
            }
            if (written) {
                errors.write("ERROR: " + message + "\n" + callTrace.get());
            }
        }
    }

    /** A program was made to leave a loop (bpf_check_timed_may_goto). */
    void loopTimeout() {
        final ProgramStream errors = streams.of(ProgramStream.Id.STDERR);
        if (!errors.isFull()) {
            errors.write("ERROR: Timeout detected for may_goto instruction\n" + callTrace.get());
        }
    }

    void print(final String line) {
        printedCount++;
        if (printed.size() < RunResult.MAX_PRINTED) {
            printed.add(line);
        }
    }

    /** A report on the instruction that the loop is at. */
    FaultReport report(final String message) {
        return new FaultReport(message, program.name(), instruction, location());
    }

    /** The text of the instruction that the loop is at. */
    String instructionText() {
        return InstructionText.kernel().of(Operation.decodeAt(program.instructions(), instruction));
    }

    private String location() {
        final SourceLine found = program.lineAt(instruction).orElse(null);
        if (found == null) {
            return "";
        }
        final String place = found.file() + ":" + found.line();
        return found.text().isBlank() ? place : place + ": " + found.text().strip();
    }

    RunResult result(final long r0, final long durationNanos) {
        return new RunResult(r0, faults, faultCount, printed, printedCount, durationNanos, NO_DATA);
    }
}
