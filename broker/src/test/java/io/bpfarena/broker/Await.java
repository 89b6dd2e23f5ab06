package io.bpfarena.broker;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what another thread or process does, and fails when it does not. */
public final class Await {
    /** Far more than anything here takes on a busy machine. */
    public static final Duration LONG = Duration.ofSeconds(30);

    private static final long POLL_NS = 200_000;

    private Await() {
    }

    /**
     * Waits for a condition.
     *
     * @param what      for the failure.
     * @param condition looked at again and again.
     */
    public static void until(final String what, final BooleanSupplier condition) {
        value(what, () -> condition.getAsBoolean() ? Boolean.TRUE : null);
    }

    /**
     * Waits for a value.
     *
     * @param what   for the failure.
     * @param source gives null until it is there.
     * @param <T>    of the value.
     * @return the value.
     */
    public static <T> T value(final String what, final Supplier<T> source) {
        final long deadlineNs = System.nanoTime() + LONG.toNanos();
        T value = source.get();
        while (value == null) {
            if (System.nanoTime() - deadlineNs > 0) {
                fail("waited %s for: %s".formatted(LONG, what));
            }
            LockSupport.parkNanos(POLL_NS);
            value = source.get();
        }
        return value;
    }
}
