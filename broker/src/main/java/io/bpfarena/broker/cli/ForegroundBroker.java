package io.bpfarena.broker.cli;

import io.bpfarena.broker.Broker;
import io.bpfarena.broker.BrokerStartException;
import java.util.Optional;

/**
 * A broker that ends when its process is told to end.
 *
 * <p>On SIGTERM, SIGINT and SIGHUP the JVM runs its shutdown hooks and then ends with 128 and the signal's number. Here
 * being ended is how a broker is meant to end, so the hook closes the broker and ends the JVM itself with {@link
 * ExitStatus#OK}. A signal while the broker starts waits for that and then closes it, so that nothing is left behind.
 */
final class ForegroundBroker {
    private final Thread hook = new Thread(this::closeAndEnd, "bpf-arena-signal");
    private Broker broker;

    /**
     * Starts the broker.
     *
     * @param context of it.
     * @return it.
     * @throws BrokerStartException if it does not start.
     */
    synchronized Broker start(final Broker.Context context) throws BrokerStartException {
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            broker = Broker.launch(context);
            return broker;
        } finally {
            if (broker == null) {
                forgetHook();
            }
        }
    }

    /**
     * Waits until the broker has ended by itself, and closes it. If the process is told to end, does not return.
     *
     * @return why it ended.
     * @throws InterruptedException if the caller is interrupted.
     */
    Optional<Throwable> awaitFailure() throws InterruptedException {
        broker.await();
        if (!forgetHook()) {
            // The hook closed it, and is about to end the JVM.
            hook.join();
        }
        broker.close();
        return broker.failure();
    }

    /** {@return false if the hook runs already} */
    private boolean forgetHook() {
        try {
            return Runtime.getRuntime().removeShutdownHook(hook);
        } catch (final IllegalStateException e) {
            return false;
        }
    }

    private synchronized void closeAndEnd() {
        if (broker != null) {
            broker.close();
            Runtime.getRuntime().halt(ExitStatus.OK);
        }
    }
}
