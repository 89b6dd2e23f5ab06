package io.bpfarena.broker.control;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** How long FaultIn requests took, from being read to being answered. The agent's thread alone. */
final class FaultLatency {
    private static final long HIGHEST_NS = TimeUnit.MINUTES.toNanos(1);
    private static final int SIGNIFICANT_DIGITS = 3;

    private final Histogram histogram = new Histogram(HIGHEST_NS, SIGNIFICANT_DIGITS);
    private long pages;

    /**
     * Records a request.
     *
     * @param resolved   pages that it resolved.
     * @param durationNs from its reading to its answer.
     */
    void record(final int resolved, final long durationNs) {
        pages += resolved;
        histogram.recordValue(Math.clamp(durationNs, 1, HIGHEST_NS));
    }

    /** {@return pages that were resolved, ever} */
    long pages() {
        return pages;
    }

    /**
     * A percentile of the durations.
     *
     * @param percentile 0 to 100.
     * @return nanoseconds; 0 if there was no request yet.
     */
    long percentileNs(final double percentile) {
        return histogram.getTotalCount() == 0 ? 0 : histogram.getValueAtPercentile(percentile);
    }
}
