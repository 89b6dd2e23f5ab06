package io.bpfarena.broker;

import java.util.ArrayDeque;
import java.util.Deque;
import org.agrona.ErrorHandler;

/**
 * What has to be undone, the last first. A step that fails is reported and keeps no other from being taken. One thread
 * at a time.
 */
final class UndoStack {
    private final Deque<Runnable> steps = new ArrayDeque<>();
    private ErrorHandler errorHandler = BrokerErrorLog::toLogger;

    /**
     * Adds a step.
     *
     * @param step to be taken before all that were added so far.
     */
    void push(final Runnable step) {
        steps.push(step);
    }

    /**
     * Adds a log that takes the failures of the steps that come before its own.
     *
     * @param log closed by its step.
     */
    void pushErrorHandler(final BrokerErrorLog log) {
        errorHandler = log;
        push(() -> {
            errorHandler = BrokerErrorLog::toLogger;
            log.close();
        });
    }

    /** {@return who hears of failures now} */
    ErrorHandler errorHandler() {
        return errorHandler;
    }

    /** Takes all steps; afterwards there are none. */
    void run() {
        while (!steps.isEmpty()) {
            try {
                steps.pop().run();
            } catch (final RuntimeException | InternalError e) {
                errorHandler.onError(e);
            }
        }
    }
}
