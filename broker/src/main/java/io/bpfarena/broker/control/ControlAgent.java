package io.bpfarena.broker.control;

import io.aeron.Aeron;
import io.aeron.FragmentAssembler;
import io.aeron.Subscription;
import io.bpfarena.broker.program.HostedArena;
import io.bpfarena.broker.program.LoadTask.LoadFailure;
import io.bpfarena.broker.program.ObjectRegistry;
import io.bpfarena.broker.program.ProgramWorkers;
import io.bpfarena.broker.session.AttachQueue;
import io.bpfarena.broker.session.AttachRequest;
import io.bpfarena.broker.session.ClientSession;
import io.bpfarena.broker.session.ObjectTransfers;
import io.bpfarena.broker.session.RefusedException;
import io.bpfarena.broker.session.ResponseOutlet;
import io.bpfarena.broker.session.SessionEnd;
import io.bpfarena.broker.session.SessionRegistry;
import io.bpfarena.client.protocol.ControlProtocol;
import io.bpfarena.runtime.BpfObject;
import io.bpfarena.runtime.elf.ObjectFormatException;
import io.bpfarena.runtime.loader.LoadException;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The broker's duty cycle: one thread that owns sessions, objects and counters, and waits for nothing. The package has
 * the picture. Constructed, and objects hosted, by the thread that starts it; after that all is the agent's own.
 */
public final class ControlAgent implements Agent {
    private static final int FRAGMENT_LIMIT = 16;
    private static final long MAX_TICK_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long GOODBYE_TIMEOUT_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private final ControlContext context;
    private final Aeron aeron;
    private final AgentInvoker conductor;
    private final NanoClock clock;
    private final ErrorHandler errorHandler;
    private final ProgramWorkers workers;
    private final ObjectRegistry objects;
    private final SessionRegistry sessions;
    private final ObjectTransfers transfers;
    private final ObjectTransfers values;
    private final WaitingRequests waiting;
    private final AttachQueue attaches;
    private final EventProxy events;
    private final ArenaEvents arenaEvents;
    private final FragmentAssembler assembler;
    private final Subscription subscription;
    private final long tickNs;
    private long nextTickNs;

    /**
     * Connects it to its stream; requests that come from now on wait for the duty cycle.
     *
     * @param context what it is made from.
     */
    public ControlAgent(final ControlContext context) {
        this.context = context;
        this.aeron = context.aeron();
        this.conductor = aeron.conductorAgentInvoker();
        this.clock = context.nanoClock();
        this.errorHandler = context.errorHandler();
        this.workers = context.workers();
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[ControlProtocol.MAX_MESSAGE_LENGTH]);
        final ResponseProxy responses = new ResponseProxy(buffer);
        this.events = new EventProxy(buffer);
        this.objects = new ObjectRegistry(context.limits().maxObjects());
        this.sessions = new SessionRegistry(context.identity().livenessTimeoutNs(), this::onSessionEnd);
        this.transfers = new ObjectTransfers("object", context.limits().transfer());
        this.values = new ObjectTransfers("value", context.limits().transfer());
        this.waiting = new WaitingRequests(
                sessions, responses, errorHandler, context.limits().maxTasksPerClient());
        this.arenaEvents = new ArenaEvents(objects, sessions, events);
        this.attaches = new AttachQueue(
                aeron, sessions, context.limits().attach(), new AttachAnswers(responses), errorHandler);
        this.assembler = new FragmentAssembler(dispatcher(buffer, responses));
        this.subscription = aeron.addSubscription(
                context.controlChannel(), context.controlStream(), null,
                image -> assembler.freeSessionBuffer(image.sessionId()));
        this.tickNs = Math.min(MAX_TICK_NS, context.identity().livenessTimeoutNs() / 10);
    }

    private ControlDispatcher dispatcher(final UnsafeBuffer buffer, final ResponseProxy responses) {
        final ControlLimits limits = context.limits();
        final ClientTasks tasks = new ClientTasks(workers, sessions, limits.maxTasksPerClient());
        final FaultLatency latency = new FaultLatency();
        final StatusReporter status = new StatusReporter(context.identity(), sessions, objects, latency);
        final ArenaHandlers arenas = new ArenaHandlers(objects, responses, context.identity().epoch());
        final ObjectWork work = new ObjectWork(tasks, responses);
        final MapFinder maps = new MapFinder(objects);
        final MapProxy mapResponses = new MapProxy(buffer);
        final RequestTable table = new RequestTable(new RequestTable.Handlers(
                new SessionHandlers(sessions, status, responses),
                arenas,
                new FaultInHandler(arenas, latency, responses, clock, limits.maxPages()),
                new PagesHandlers(arenas, objects, work, responses, limits.maxPages()),
                new ObjectHandlers(
                        context.runtime(), objects, transfers, tasks, responses, arenaEvents, errorHandler),
                new RunProgramHandler(
                        objects, tasks, new ProgramResultProxy(buffer), errorHandler, limits.maxRunNs()),
                new GlobalHandlers(objects, responses),
                new StreamHandler(objects, responses),
                new ListHandlers(objects, sessions, new ListingProxy(buffer)),
                new MapHandlers(maps, mapResponses),
                new ElementHandlers(maps, work, responses, mapResponses),
                new UpdateHandler(objects, maps, values, work, responses),
                new RingHandlers(maps, waiting, values, responses, mapResponses)));
        final AttachHandler attachHandler =
                new AttachHandler(attaches, violation -> errorHandler.onError(violation.exception()));
        return new ControlDispatcher(table, attachHandler, sessions, responses, errorHandler, clock);
    }

    /** Answers attaches. */
    private final class AttachAnswers implements AttachQueue.AttachAnswer {
        private final ResponseProxy responses;

        AttachAnswers(final ResponseProxy responses) {
            this.responses = responses;
        }

        @Override
        public void accepted(final ClientSession session, final long correlationId) {
            responses.attached(
                    session, correlationId, context.identity().epoch(), context.identity().livenessTimeoutNs());
        }

        @Override
        public void refused(final AttachRequest request, final ResponseOutlet outlet) {
            responses.attachRefused(
                    outlet, request.correlationId(), request.refusal(), request.text(), context.identity().epoch());
        }
    }

    /**
     * Loads an object before the agent is started.
     *
     * @param name of the object.
     * @param elf  bytes of the object.
     * @throws RefusedException if there is one of that name, or it cannot be loaded; with what, where and why.
     */
    public void host(final String name, final byte[] elf) throws RefusedException {
        objects.takeName(name);
        try {
            objects.add(context.runtime().load(BpfObject.open(name, elf)));
        } catch (final ObjectFormatException | LoadException | RuntimeException e) {
            objects.releaseName(name);
            final LoadFailure failure = LoadFailure.of(name, e);
            throw new RefusedException(failure.errno(), failure.text());
        }
    }

    @Override
    public String roleName() {
        return "bpf-arena-control";
    }

    @Override
    public int doWork() {
        int work = conductor.invoke();
        if (aeron.isClosed()) {
            throw new AgentTerminationException("the media driver is gone");
        }
        work += subscription.poll(assembler, FRAGMENT_LIMIT);
        work += workers.poll();
        final long nowNs = clock.nanoTime();
        work += attaches.poll(nowNs);
        work += waiting.poll(nowNs);
        work += arenaEvents.poll();
        sessions.forEach(arenaEvents::flush);
        work += sessions.poll(nowNs);
        if (nowNs - nextTickNs >= 0) {
            nextTickNs = nowNs + tickNs;
            work += transfers.poll(nowNs) + values.poll(nowNs);
            context.signOfLife().accept(context.epochClock().time());
        }
        return work;
    }

    private void onSessionEnd(final ClientSession session, final SessionEnd end) {
        transfers.removeAll(session.id());
        values.removeAll(session.id());
        workers.cancelAll(session.id());
        sessions.forEach(other -> events.clientGone(other, session.id()));
    }

    /** Says goodbye: tables closed, BrokerClosing to every client that reads, publications given back. */
    @Override
    public void onClose() {
        final boolean interrupted = Thread.interrupted();
        objects.objects().forEach(object -> object.arenas().forEach(HostedArena::markClosed));
        sessions.forEach(session -> events.brokerClosing(session, context.identity().epoch()));
        final long deadlineNs = clock.nanoTime() + GOODBYE_TIMEOUT_NS;
        final IdleStrategy idle = new BackoffIdleStrategy();
        while (!allDrained() && clock.nanoTime() - deadlineNs < 0) {
            int work = conductor.invoke();
            for (final ClientSession session : sessions.sorted()) {
                work += session.outlet().flush();
            }
            idle.idle(work);
        }
        attaches.close();
        sessions.sorted().forEach(session -> CloseHelper.close(errorHandler, session.outlet()));
        CloseHelper.close(errorHandler, subscription);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean allDrained() {
        return sessions.sorted().stream().map(ClientSession::outlet)
                .allMatch(outlet -> outlet.isDrained() || outlet.state() != ResponseOutlet.State.OPEN);
    }
}
