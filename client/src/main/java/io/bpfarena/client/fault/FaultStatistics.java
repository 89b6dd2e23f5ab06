package io.bpfarena.client.fault;

import org.HdrHistogram.Histogram;

/**
 * Faults of one arena in this process: how many, how they ended, and how long the client waited. Any thread may call
 * any method.
 */
public final class FaultStatistics {
    private static final long MAX_TRACKABLE_NS = 60_000_000_000L;

    private final Histogram latency = new Histogram(1, MAX_TRACKABLE_NS, 2);
    private final long[] counts = new long[FaultResolution.values().length];
    private long failures;

    /**
     * Notes a fault that was answered.
     *
     * @param resolution how it ended.
     * @param elapsedNs  nanoseconds from the touch to the answer.
     */
    public synchronized void record(final FaultResolution resolution, final long elapsedNs) {
        counts[resolution.ordinal()]++;
        latency.recordValue(Math.clamp(elapsedNs, 1, MAX_TRACKABLE_NS));
    }

    /** Notes a fault that ended in an exception. */
    public synchronized void recordFailure() {
        failures++;
    }

    /**
     * How many faults ended so.
     *
     * @param resolution which end.
     * @return their number.
     */
    public synchronized long count(final FaultResolution resolution) {
        return counts[resolution.ordinal()];
    }

    /** {@return how many ended in an exception: no memory, timeout, broker gone} */
    public synchronized long failures() {
        return failures;
    }

    /** {@return how many were answered} */
    public synchronized long answered() {
        return latency.getTotalCount();
    }

    /**
     * The waiting time that a share of the answered faults did not exceed.
     *
     * @param percentile 0 to 100.
     * @return nanoseconds, to two significant digits; 0 if there was no fault.
     */
    public synchronized long percentileNs(final double percentile) {
        return latency.getTotalCount() == 0 ? 0 : latency.getValueAtPercentile(percentile);
    }

    @Override
    public synchronized String toString() {
        return "faults: %d present, %d allocated, %d segv, %d failed; p50 %d ns, p99 %d ns".formatted(
                counts[0], counts[1], counts[2], failures, percentileNs(50), percentileNs(99));
    }
}
