package io.bpfarena.integration.process;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for what another process does, and fails when it does not. */
final class Await {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final long POLL_NS = 1_000_000;

    private Await() {
    }

    /**
     * Waits for a value.
     *
     * @param what   for the failure; asked when it fails.
     * @param source gives null until it is there.
     * @param <T>    of the value.
     * @return the value.
     */
    static <T> T value(final Supplier<String> what, final Supplier<T> source) {
        final long deadlineNs = System.nanoTime() + DEADLINE.toNanos();
        T value = source.get();
        while (value == null) {
            if (System.nanoTime() - deadlineNs > 0) {
                fail("waited %s for %s".formatted(DEADLINE, what.get()));
            }
            LockSupport.parkNanos(POLL_NS);
            value = source.get();
        }
        return value;
    }
}
