package io.bpfarena.client;

import java.time.Duration;

/**
 * How a program is run.
 *
 * @param deadline how long it may run altogether; then the broker ends it.
 * @param repeat   how often, at least 1; the result is the last run's.
 * @param packet   that a program of such a type runs over, from its Ethernet header on; each run starts with it. Not
 *                 copied.
 */
public record RunOptions(Duration deadline, int repeat, byte[] packet) {
    /** Once, for at most 10 seconds. */
    public static final RunOptions DEFAULT = new RunOptions(Duration.ofSeconds(10), 1);

    /**
     * Options without a packet.
     *
     * @param deadline how long the program may run altogether.
     * @param repeat   how often, at least 1.
     */
    public RunOptions(final Duration deadline, final int repeat) {
        this(deadline, repeat, new byte[0]);
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the deadline is not positive or is longer than a day, or repeat below 1.
     */
    public RunOptions {
        if (deadline.isNegative() || deadline.isZero() || deadline.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("deadline must be more than 0 and at most a day: deadline=" + deadline);
        }
        if (repeat < 1) {
            throw new IllegalArgumentException("repeat must be at least 1: repeat=" + repeat);
        }
    }

    /**
     * The same with another deadline.
     *
     * @param value how long the program may run altogether.
     * @return new options.
     */
    public RunOptions withDeadline(final Duration value) {
        return new RunOptions(value, repeat, packet);
    }

    /**
     * The same with another count.
     *
     * @param value how often the program runs.
     * @return new options.
     */
    public RunOptions withRepeat(final int value) {
        return new RunOptions(deadline, value, packet);
    }

    /**
     * The same with a packet.
     *
     * @param bytes from the Ethernet header on.
     * @return new options.
     */
    public RunOptions withPacket(final byte[] bytes) {
        return new RunOptions(deadline, repeat, bytes);
    }
}
