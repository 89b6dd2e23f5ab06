package io.bpfarena.broker;

import io.aeron.Aeron;
import io.bpfarena.broker.control.BrokerIdentity;
import io.bpfarena.broker.control.ControlAgent;
import io.bpfarena.broker.control.ControlContext;
import io.bpfarena.broker.page.FileAccess;
import io.bpfarena.broker.page.SharedArenaMemoryFactory;
import io.bpfarena.broker.program.ProgramWorkers;
import io.bpfarena.broker.session.RefusedException;
import io.bpfarena.client.protocol.BrokerMarkFile;
import io.bpfarena.client.protocol.ControlProtocol;
import io.bpfarena.linux.FileCreationMask;
import io.bpfarena.runtime.BpfRuntime;
import io.bpfarena.runtime.interpreter.Interpreter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * The parts of a broker. They are started in an order in which each needs only those before it, and ended in the
 * opposite order, whether the start fails half-way or all is over:
 *
 * <pre>
 *   umask, directory, mark (held), leftovers deleted, errors, arenas/, media driver, Aeron client, runtime, workers,
 *   control agent, objects, the agent's thread
 * </pre>
 *
 * Until the agent gives its first sign of life the mark says that there is no broker; {@link #start} waits for that.
 */
final class RunningBroker implements AutoCloseable {
    private static final int GROUP_UMASK = 0007;
    private static final int TASK_CAPACITY = 256;
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(5);
    private static final int AGENT_RETRY_MS = 1000;
    private static final int AGENT_RETRIES = 5;

    private final Broker.Context context;
    private final UndoStack undo = new UndoStack();
    private final CountDownLatch alive = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private BrokerIdentity identity;
    private volatile Throwable failure;
    private volatile boolean isClosing;
    private boolean hasStuckThread;

    private RunningBroker(final Broker.Context context) {
        this.context = context;
    }

    /**
     * Starts all parts.
     *
     * @param context concluded.
     * @return the broker.
     * @throws BrokerStartException if a part does not start; those before it have been ended.
     */
    static RunningBroker start(final Broker.Context context) throws BrokerStartException {
        final RunningBroker broker = new RunningBroker(context);
        try {
            broker.start();
            return broker;
        } catch (final BrokerStartException e) {
            broker.close();
            throw e;
        } catch (final RuntimeException | InternalError e) {
            broker.close();
            throw new BrokerStartException("the broker does not start in %s: %s".formatted(context.directory(), e), e);
        }
    }

    private void start() throws BrokerStartException {
        final FileAccess access = context.access();
        if (access == FileAccess.GROUP) {
            final int before = FileCreationMask.set(GROUP_UMASK);
            undo.push(() -> FileCreationMask.set(before));
        }
        final HomeDirectory home = HomeDirectory.open(context.directory(), access);
        undo.push(() -> home.remove(undo.errorHandler()));
        final HeldMark held = HeldMark.take(home, context);
        undo.push(held.file()::close);
        identity = new BrokerIdentity(
                held.mark().pid(), held.mark().epoch(), System.nanoTime(), home.path().toString(),
                BrokerVersion.text(), context.livenessTimeout().toNanos());
        home.clean(undo.errorHandler());
        undo.push(() -> home.clean(undo.errorHandler()));
        final BrokerErrorLog errors = BrokerErrorLog.create(home, access, SystemEpochClock.INSTANCE);
        undo.pushErrorHandler(errors);
        home.makeArenas();
        final EmbeddedDriver driver =
                EmbeddedDriver.launch(context.aeronDirectory(), access, context.newIdleStrategy(), errors);
        undo.push(driver::close);
        final Aeron aeron = driver.connect();
        undo.push(aeron::close);
        startServing(errors, held.file(), aeron);
    }

    private void startServing(final BrokerErrorLog errors, final BrokerMarkFile mark, final Aeron aeron)
            throws BrokerStartException {
        final BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context()
                .engine(new Interpreter())
                .possibleCpus(context.workers())
                .mapMemoryLimit(context.maxMapMemory())
                .closeTimeout(Duration.ofNanos(TIMEOUT_NS))
                .arenaMemoryFactory(new SharedArenaMemoryFactory(
                        context.directory(), identity.epoch(), context.access(), errors)));
        undo.push(() -> closeUnlessInUse(runtime));
        final ProgramWorkers workers = new ProgramWorkers(context.workers(), TASK_CAPACITY);
        workers.start();
        undo.push(() -> hasStuckThread |= !workers.close(TIMEOUT_NS));
        final ControlAgent agent = new ControlAgent(new ControlContext(
                aeron, ControlProtocol.CONTROL_CHANNEL, ControlProtocol.CONTROL_STREAM_ID, runtime, workers, identity,
                ClientLimits.of(context), errors, SystemNanoClock.INSTANCE, SystemEpochClock.INSTANCE,
                nowMs -> {
                    mark.updateActivity(nowMs);
                    alive.countDown();
                }));
        for (final Map.Entry<String, byte[]> object : context.objects().entrySet()) {
            host(agent, object.getKey(), object.getValue());
        }
        final AgentRunner runner =
                new AgentRunner(context.newIdleStrategy(), error -> onAgentError(errors, error), null, agent);
        AgentRunner.startOnThread(runner, work -> Thread.ofPlatform().unstarted(() -> run(work)));
        undo.push(() -> end(runner));
        awaitLife();
    }

    private void awaitLife() throws BrokerStartException {
        try {
            if (!alive.await(TIMEOUT_NS, TimeUnit.NANOSECONDS)) {
                throw new BrokerStartException("the control agent gives no sign of life in %s%s".formatted(
                        context.directory(), failure == null ? "" : ": " + failure));
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerStartException("interrupted while the broker started in " + context.directory(), e);
        }
    }

    private static void host(final ControlAgent agent, final String name, final byte[] elf)
            throws BrokerStartException {
        try {
            agent.host(name, elf);
        } catch (final RefusedException e) {
            throw new BrokerStartException(e.getMessage(), e);
        }
    }

    private void onAgentError(final BrokerErrorLog errors, final Throwable error) {
        if (error instanceof AgentTerminationException || error instanceof Error) {
            failure = error;
        }
        errors.onError(error);
    }

    private void run(final Runnable work) {
        try {
            work.run();
        } finally {
            if (!isClosing && failure == null) {
                failure = new IllegalStateException("the control agent's thread has ended");
            }
            ended.countDown();
        }
    }

    private void end(final AgentRunner runner) {
        final int[] retries = {AGENT_RETRIES};
        try {
            runner.close(AGENT_RETRY_MS, thread -> {
                if (--retries[0] == 0) {
                    throw new IllegalStateException("thread %s does not end".formatted(thread.getName()));
                }
            });
        } catch (final IllegalStateException e) {
            hasStuckThread = true;
            throw e;
        }
    }

    /** Memory that a thread may still use stays mapped: the process is about to end, and must not crash before. */
    private void closeUnlessInUse(final BpfRuntime runtime) {
        if (hasStuckThread) {
            throw new IllegalStateException("a program or the control agent does not end; its memory stays mapped");
        }
        runtime.close();
    }

    Path directory() {
        return context.directory();
    }

    long epoch() {
        return identity.epoch();
    }

    void await() throws InterruptedException {
        ended.await();
    }

    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public synchronized void close() {
        isClosing = true;
        undo.run();
        ended.countDown();
    }
}
