package io.bpfarena.client;

import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;

/**
 * Duty cycle of the client's own thread: receives what no request waits for, shows life to the broker and looks for its
 * life, tells the listener.
 */
final class SessionAgent implements Agent {
    private final String name;
    private final ControlSession session;
    private final EventDispatcher dispatcher;

    SessionAgent(final String name, final ControlSession session, final EventDispatcher dispatcher) {
        this.name = name;
        this.session = session;
        this.dispatcher = dispatcher;
    }

    @Override
    public int doWork() {
        if (session.isClosed()) {
            throw new AgentTerminationException();
        }
        final int work = session.tryPoll();
        session.lookForBroker(System.nanoTime());
        return work + dispatcher.dispatch();
    }

    @Override
    public String roleName() {
        return name;
    }
}
