package io.bpfarena.broker;

import java.nio.file.Path;

/** A broker in this process. */
public final class RunningBrokerFixture implements AutoCloseable {
    private final Broker broker;

    /** Starts it. */
    public RunningBrokerFixture(final Broker.Context context) {
        try {
            broker = Broker.launch(context);
        } catch (final BrokerStartException e) {
            throw new AssertionError(e);
        }
    }

    /** {@return its directory} */
    public Path directory() {
        return broker.directory();
    }

    /** {@return the broker} */
    public Broker broker() {
        return broker;
    }

    @Override
    public void close() {
        broker.close();
    }
}
