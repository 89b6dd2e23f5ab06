package io.bpfarena.client;

import java.util.concurrent.TimeUnit;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.SleepingMillisIdleStrategy;

/** The client's own thread: a daemon that runs the {@link SessionAgent} until the session is closed. */
final class SessionThread {
    private static final long IDLE_MS = 5;
    private static final long JOIN_TIMEOUT_MS = TimeUnit.SECONDS.toMillis(2);

    private final Thread thread;
    private final ErrorHandler errorHandler;

    SessionThread(final SessionAgent agent, final ErrorHandler errorHandler) {
        this.errorHandler = errorHandler;
        final AgentRunner runner =
                new AgentRunner(new SleepingMillisIdleStrategy(IDLE_MS), this::onError, null, agent);
        this.thread = AgentRunner.startOnThread(runner, task -> {
            final Thread daemon = new Thread(task);
            daemon.setDaemon(true);
            return daemon;
        });
    }

    private void onError(final Throwable error) {
        if (!(error instanceof AgentTerminationException)) {
            errorHandler.onError(error);
        }
    }

    /** Waits for the end of the thread, which follows the session's; not if the thread itself asks. */
    void join() {
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(JOIN_TIMEOUT_MS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            thread.interrupt();
            errorHandler.onError(new IllegalStateException(
                    "%s did not end within %d ms; does its listener block?".formatted(
                            thread.getName(), JOIN_TIMEOUT_MS)));
        }
    }
}
