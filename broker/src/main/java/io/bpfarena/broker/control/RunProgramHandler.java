package io.bpfarena.broker.control;

import io.bpfarena.broker.program.HostedObject;
import io.bpfarena.broker.program.HostedProgram;
import io.bpfarena.broker.program.ObjectRegistry;
import io.bpfarena.broker.program.RunTask;
import io.bpfarena.broker.session.RefusedException;
import io.bpfarena.client.protocol.RunProgramDecoder;
import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.program.Invocation;
import org.agrona.ErrorHandler;

/** RunProgram: hands the run to a worker, and the outcome back. */
final class RunProgramHandler implements RequestHandler {
    private final RunProgramDecoder decoder = new RunProgramDecoder();
    private final ObjectRegistry objects;
    private final ClientTasks tasks;
    private final ProgramResultProxy results;
    private final ErrorHandler errorHandler;
    private final long maxRunNs;

    /**
     * @param objects      where programs are.
     * @param tasks        to the workers.
     * @param results      answers.
     * @param errorHandler hears of failures that no program is to blame for.
     * @param maxRunNs     the longest that a client may ask for.
     */
    RunProgramHandler(
            final ObjectRegistry objects, final ClientTasks tasks, final ProgramResultProxy results,
            final ErrorHandler errorHandler, final long maxRunNs) {
        this.objects = objects;
        this.tasks = tasks;
        this.results = results;
        this.errorHandler = errorHandler;
        this.maxRunNs = maxRunNs;
    }

    @Override
    public void onRequest(final Request request) throws RefusedException {
        decoder.wrap(
                request.buffer(), request.offset(), RunProgramDecoder.BLOCK_LENGTH, RunProgramDecoder.SCHEMA_VERSION);
        final long timeoutNs = timeoutNs(decoder.deadlineNs());
        final int repeat = decoder.repeat();
        if (repeat < 0) {
            throw new RefusedException(Errno.EINVAL, "repeat must not be negative: repeat=" + repeat);
        }
        final HostedObject object = objects.find(decoder.objectName());
        final String programName = decoder.programName();
        final HostedProgram program = object.program(programName).orElseThrow(() -> new RefusedException(
                Errno.ENOENT, "object %s has no program %s".formatted(object.name(), programName)));
        final byte[] context = new byte[decoder.contextLength()];
        decoder.getContext(context, 0, context.length);
        final byte[] packet = new byte[decoder.packetLength()];
        decoder.getPacket(packet, 0, packet.length);

        final long clientId = request.session().id();
        final long correlationId = request.correlationId();
        final RunTask.Order order = new RunTask.Order(program, context, packet, Math.max(1, repeat), timeoutNs);
        tasks.submit(request.session(), new RunTask(clientId, object, order, outcome -> {
            if (outcome.failure() != null && !Failures.isExpected(outcome.failure())) {
                errorHandler.onError(outcome.failure());
            }
            tasks.withSession(clientId, session -> results.result(session, correlationId, outcome));
        }));
    }

    private long timeoutNs(final long wantedNs) throws RefusedException {
        if (wantedNs < 0 || wantedNs > maxRunNs) {
            throw new RefusedException(Errno.EINVAL,
                    "deadlineNs must be 0 (the default) to %d: deadlineNs=%d".formatted(maxRunNs, wantedNs));
        }
        return wantedNs == 0 ? Math.min(maxRunNs, Invocation.DEFAULT_TIMEOUT.toNanos()) : wantedNs;
    }
}
