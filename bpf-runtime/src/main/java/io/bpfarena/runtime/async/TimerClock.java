package io.bpfarena.runtime.async;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The clocks that a timer can go by: those of bpf_timer_init. */
public enum TimerClock {
    /** {@code CLOCK_REALTIME}. */
    REALTIME(0, TimerClock::wallNanos),
    /** {@code CLOCK_MONOTONIC}. */
    MONOTONIC(1, System::nanoTime),
    /** {@code CLOCK_BOOTTIME}. */
    BOOTTIME(7, BootClock::nanoTime);

    /** Above the numbers of all clocks: the kernel's MAX_CLOCKS. */
    private static final int MAX_CLOCKS = 16;

    private final int number;
    private final LongSupplier now;

    TimerClock(final int number, final LongSupplier now) {
        this.number = number;
        this.now = now;
    }

    /**
     * Looks a clock up.
     *
     * @param flags of bpf_timer_init: a clock's number and nothing else.
     * @return the clock; empty if it is another, or there are other bits.
     */
    public static Optional<TimerClock> of(final long flags) {
        for (final TimerClock clock : values()) {
            if (Long.compareUnsigned(flags, MAX_CLOCKS) < 0 && clock.number == flags) {
                return Optional.of(clock);
            }
        }
        return Optional.empty();
    }

    /** {@return what it shows, in nanoseconds} */
    public long nanos() {
        return now.getAsLong();
    }

    private static long wallNanos() {
        final Instant instant = Instant.now();
        return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }
}
