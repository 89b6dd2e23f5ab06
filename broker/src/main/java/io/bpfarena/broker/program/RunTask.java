package io.bpfarena.broker.program;

import io.bpfarena.client.protocol.ControlProtocol;
import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.InvalidInputException;
import io.bpfarena.runtime.LoadedProgram;
import io.bpfarena.runtime.RunOptions;
import io.bpfarena.runtime.program.FaultReport;
import io.bpfarena.runtime.program.ProgramFaultException;
import io.bpfarena.runtime.program.RunResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Runs a program, as often as was asked and no longer than was allowed. */
public final class RunTask extends WorkerTask {
    private final HostedObject object;
    private final HostedProgram program;
    private final byte[] context;
    private final byte[] packet;
    private final int repeat;
    private final long timeoutNs;
    private final Consumer<RunOutcome> onOutcome;
    private final List<String> reports = new ArrayList<>();
    private final OutputTail output = new OutputTail(ControlProtocol.MAX_OUTPUT_LENGTH);
    private Errno errno;
    private String text = "";
    private int returnValue;
    private long runs;
    private long durationNs;
    private long faultCount;
    private byte[] packetLeft = {};

    /**
     * What to run.
     *
     * @param program   to run.
     * @param context   in and out.
     * @param packet    that each run starts with; empty for a program that has none.
     * @param repeat    how often, at least once.
     * @param timeoutNs for all runs together, from the first on.
     */
    public record Order(HostedProgram program, byte[] context, byte[] packet, int repeat, long timeoutNs) {
    }

    /**
     * @param clientId  session that wants it.
     * @param object    of the program; in use until the task has completed.
     * @param order     what to run.
     * @param onOutcome hears of the outcome on the agent's thread.
     */
    public RunTask(
            final long clientId, final HostedObject object, final Order order,
            final Consumer<RunOutcome> onOutcome) {
        super(clientId);
        this.object = object;
        this.program = order.program();
        this.context = order.context();
        this.packet = order.packet();
        this.repeat = order.repeat();
        this.timeoutNs = order.timeoutNs();
        this.onOutcome = onOutcome;
    }

    @Override
    protected void submitted() {
        object.addUsers(1);
    }

    @Override
    protected void execute(final int cpu) {
        final LoadedProgram loaded = program.program();
        final long deadlineNs = System.nanoTime() + timeoutNs;
        try {
            for (int i = 0; i < repeat; i++) {
                if (isCancelled()) {
                    // A run that is over before it looks at its interrupt would never end the round.
                    fail(Errno.ECANCELED, "cancelled after %d of %d runs".formatted(i, repeat));
                    return;
                }
                final long remainingNs = deadlineNs - System.nanoTime();
                if (remainingNs <= 0) {
                    fail(Errno.ETIMEDOUT, "the time was up after %d of %d runs".formatted(i, repeat));
                    return;
                }
                final RunResult result = loaded.run(new RunOptions(
                        context, cpu, Duration.ofNanos(remainingNs), packet));
                returnValue = result.retval();
                packetLeft = result.data();
                add(result);
            }
        } catch (final ProgramFaultException e) {
            add(e.before());
            fail(faultErrno(deadlineNs), e.getMessage());
        } catch (final InvalidInputException e) {
            fail(Errno.EINVAL, e.getMessage());
        }
    }

    private void add(final RunResult result) {
        runs++;
        durationNs += result.durationNanos();
        faultCount += result.faultCount();
        for (final FaultReport report : result.faults()) {
            if (reports.size() < ControlProtocol.MAX_REPORTS) {
                reports.add(report.toString());
            }
        }
        result.printed().forEach(output::addLine);
    }

    private Errno faultErrno(final long deadlineNs) {
        if (isCancelled()) {
            return Errno.ECANCELED;
        }
        return System.nanoTime() - deadlineNs >= 0 ? Errno.ETIMEDOUT : Errno.EFAULT;
    }

    private void fail(final Errno error, final String reason) {
        errno = error;
        text = reason;
    }

    @Override
    protected void complete() {
        object.addUsers(-1);
        program.addRuns(runs, durationNs);
        if (failure() != null) {
            fail(isCancelled() ? Errno.ECANCELED : Errno.EIO, "the run failed: " + failure());
        }
        onOutcome.accept(new RunOutcome(
                errno, text, returnValue, runs == 0 ? 0 : durationNs / runs, faultCount, reports, context,
                packetLeft, output.text(), failure()));
    }
}
