package io.bpfarena.broker.control;

import io.bpfarena.broker.program.HostedArena;
import io.bpfarena.broker.program.ObjectRegistry;
import io.bpfarena.broker.session.SessionRegistry;

/** Puts together what the broker says of itself. The agent's thread alone. */
final class StatusReporter {
    private final BrokerIdentity identity;
    private final SessionRegistry sessions;
    private final ObjectRegistry objects;
    private final FaultLatency faults;

    StatusReporter(
            final BrokerIdentity identity, final SessionRegistry sessions, final ObjectRegistry objects,
            final FaultLatency faults) {
        this.identity = identity;
        this.sessions = sessions;
        this.objects = objects;
        this.faults = faults;
    }

    /**
     * The broker now.
     *
     * @param nowNs in the agent's nanoseconds.
     * @return its status.
     */
    BrokerStatus now(final long nowNs) {
        long pages = 0;
        for (final HostedArena arena : objects.arenas()) {
            pages += arena.map().statistics().allocatedPages();
        }
        return new BrokerStatus(
                identity.pid(), identity.epoch(), nowNs - identity.startNs(), sessions.size(),
                objects.objects().size(), objects.arenas().size(), pages, faults.pages(),
                faults.percentileNs(50), faults.percentileNs(99), identity.directory(), identity.version());
    }
}
