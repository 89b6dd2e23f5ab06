package io.bpfarena.broker;

import io.bpfarena.client.protocol.BrokerMark;
import java.nio.file.Path;

/** A broker in this process that has shown life, in a directory that must be gone afterwards. */
public final class RunningBrokerFixture implements AutoCloseable {
    private final Broker broker;

    /** Starts it. */
    public RunningBrokerFixture(final Broker.Context context) {
        try {
            broker = Broker.launch(context);
        } catch (final BrokerStartException e) {
            throw new AssertionError(e);
        }
        Await.until("a sign of life", this::isActive);
    }

    private boolean isActive() {
        try {
            return BrokerMark.read(broker.directory()).isActive(System.currentTimeMillis());
        } catch (final Exception e) {
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
