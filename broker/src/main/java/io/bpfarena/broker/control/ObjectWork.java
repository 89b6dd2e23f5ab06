package io.bpfarena.broker.control;

import io.bpfarena.broker.program.HostedObject;
import io.bpfarena.broker.program.ObjectTask;
import io.bpfarena.broker.session.ClientSession;
import io.bpfarena.broker.session.RefusedException;
import java.util.function.Supplier;

/** Does what a client asks of an object: at once, or on a worker if it may take long. The agent's thread alone. */
final class ObjectWork {
    private final ClientTasks tasks;
    private final ResponseProxy responses;

    ObjectWork(final ClientTasks tasks, final ResponseProxy responses) {
        this.tasks = tasks;
        this.responses = responses;
    }

    /** Answers when the work is done. */
    @FunctionalInterface
    interface Answer<T> {
        void send(ClientSession session, long correlationId, T result);
    }

    /**
     * Does it.
     *
     * @param request   of a client.
     * @param object    in use until it is done.
     * @param takesLong whether a worker is to do it.
     * @param work      what to do; a failure is the answer.
     * @param answer    sends the result.
     * @param <T>       of the result.
     * @throws RefusedException EAGAIN if the workers have enough.
     */
    <T> void perform(
            final Request request, final HostedObject object, final boolean takesLong, final Supplier<T> work,
            final Answer<T> answer) throws RefusedException {
        final ClientSession session = request.session();
        final long correlationId = request.correlationId();
        if (!takesLong) {
            answer.send(session, correlationId, work.get());
            return;
        }
        tasks.submit(session, new ObjectTask<>(session.id(), object, work, (result, failure) ->
                tasks.withSession(session.id(), client -> {
                    if (failure == null) {
                        answer.send(client, correlationId, result);
                    } else {
                        responses.refused(client, correlationId, Failures.errno(failure), Failures.text(failure));
                    }
                })));
    }
}
