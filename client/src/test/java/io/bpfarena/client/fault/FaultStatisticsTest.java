package io.bpfarena.client.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FaultStatisticsTest {
    private final FaultStatistics statistics = new FaultStatistics();

    @Test
    void shouldCountByResolutionAndTellPercentiles() {
        for (int i = 0; i < 99; i++) {
            statistics.record(FaultResolution.ALLOCATED, 1_000);
        }
        statistics.record(FaultResolution.PRESENT, 64_000);
        statistics.recordFailure();
        assertEquals(99, statistics.count(FaultResolution.ALLOCATED));
        assertEquals(1, statistics.count(FaultResolution.PRESENT));
        assertEquals(0, statistics.count(FaultResolution.SEGV));
        assertEquals(100, statistics.answered());
        assertEquals(1, statistics.failures());
        assertEquals(1_000, statistics.percentileNs(50), 20);
        assertEquals(64_000, statistics.percentileNs(100), 1_300);
    }

    @Test
    void shouldTakeTimesOutOfRange() {
        assertEquals(0, statistics.percentileNs(50));
        statistics.record(FaultResolution.PRESENT, -5);
        statistics.record(FaultResolution.PRESENT, Long.MAX_VALUE);
        assertEquals(1, statistics.percentileNs(50));
        assertEquals(6e10, statistics.percentileNs(100), 6e8);
    }
}
