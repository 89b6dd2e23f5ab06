package io.bpfarena.runtime.map;

import java.time.Duration;

/** A point in time until which somebody waits. */
final class Deadline {
    private final long start = System.nanoTime();
    private final long timeoutNanos;

    /** From now on; a timeout of more than 292 years is cut. */
    Deadline(final Duration timeout) {
        this.timeoutNanos = timeout.compareTo(Duration.ofNanos(Long.MAX_VALUE)) > 0
                ? Long.MAX_VALUE : timeout.toNanos();
    }

    /** What is left of it; not positive if it has passed. */
    long leftNanos() {
        return timeoutNanos - (System.nanoTime() - start);
    }
}
