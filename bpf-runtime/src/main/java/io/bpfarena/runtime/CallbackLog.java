package io.bpfarena.runtime;

import io.bpfarena.runtime.async.AsyncThreads;
import io.bpfarena.runtime.program.AsyncHost;
import io.bpfarena.runtime.program.FaultReport;
import io.bpfarena.runtime.program.ProgramFaultException;
import io.bpfarena.runtime.program.RunResult;
import java.util.ArrayList;
import java.util.List;

/** Lets the callbacks of a program run while its object is open, and keeps what they tell. Any thread. */
final class CallbackLog implements AsyncHost {
    private final String program;
    private final RunGate gate;
    private final AsyncThreads threads;
    private final List<FaultReport> faults = new ArrayList<>();
    private final List<String> printed = new ArrayList<>();
    private long runs;
    private long faultCount;
    private long printedCount;

    CallbackLog(final String program, final RunGate gate, final AsyncThreads threads) {
        this.program = program;
        this.gate = gate;
        this.threads = threads;
    }

    @Override
    public AsyncThreads threads() {
        return threads;
    }

    @Override
    public void run(final CallbackRun callback) {
        if (!gate.enterIfOpen()) {
            return;
        }
        try {
            add(callback.run());
        } catch (final ProgramFaultException e) {
            add(e.before());
            add(e.report());
        } catch (final RuntimeException | StackOverflowError | OutOfMemoryError e) {
            add(new FaultReport("callback failed: " + e, program, 0, ""));
        } finally {
            gate.leave();
        }
    }

    private synchronized void add(final RunResult result) {
        runs++;
        faultCount += result.faultCount();
        result.faults().stream().limit(RunResult.MAX_FAULTS - faults.size()).forEach(faults::add);
        printedCount += result.printedCount();
        result.printed().stream().limit(RunResult.MAX_PRINTED - printed.size()).forEach(printed::add);
    }

    private synchronized void add(final FaultReport report) {
        faultCount++;
        if (faults.size() < RunResult.MAX_FAULTS) {
            faults.add(report);
        }
    }

    synchronized CallbackReport report() {
        return new CallbackReport(runs, faults, faultCount, printed, printedCount);
    }
}
