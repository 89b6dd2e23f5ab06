package io.bpfarena.runtime.helper;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clocks against each other: each reading lies between two of a clock that counts the same time. */
class ClockFunctionsTest {
    private static final int KTIME = 5;
    private static final int JIFFIES = 118;
    private static final int BOOT = 125;
    private static final int COARSE = 160;
    private static final int TAI = 208;

    private static long call(final int helper) {
        return FunctionTable.standard().helper(helper).orElseThrow().callable().call(null, 0, 0, 0, 0, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {KTIME, JIFFIES, BOOT, COARSE, TAI})
    void shouldNeverGoBack(final int helper) {
        long before = call(helper);
        for (int i = 0; i < 1000; i++) {
            final long now = call(helper);
            assertTrue(now >= before, () -> "clock " + helper);
            before = now;
        }
    }

    @Test
    void shouldTellTheTimeOfTheLastTick() {
        final long tick = KernelClock.MONOTONIC_COARSE.resolutionNanos();
        final long before = call(KTIME);
        final long coarse = call(COARSE);
        final long after = call(KTIME);
        assertTrue(coarse <= after && coarse >= before - 2 * tick,
                () -> "%d of %d to %d, tick %d".formatted(coarse, before, after, tick));
    }

    @Test
    void shouldCountTicksFromFiveMinutesBeforeTheyOverflow32Bits() {
        final long perSecond = 1_000_000_000 / KernelClock.MONOTONIC_COARSE.resolutionNanos();
        final long first = (1L << 32) - 300 * perSecond;
        final long before = call(COARSE);
        final long jiffies = call(JIFFIES);
        final long after = call(COARSE);
        assertTrue(jiffies - first >= before * perSecond / 1_000_000_000
                && jiffies - first <= after * perSecond / 1_000_000_000, () -> "%d jiffies".formatted(jiffies));
    }

    /** TAI is ahead of UTC by whole seconds, or equal to it on a machine that was not told by how many. */
    @Test
    void shouldTellAtomicTime() {
        final long before = nanos(Instant.now());
        final long tai = call(TAI);
        final long after = nanos(Instant.now());
        final long seconds = Math.floorDiv(tai - before, 1_000_000_000L);
        assertTrue(seconds >= 0 && seconds < 60, () -> seconds + " seconds ahead of UTC");
        assertTrue(tai - seconds * 1_000_000_000 <= after, () -> "%d ns ahead of UTC".formatted(tai - after));
    }

    private static long nanos(final Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000 + instant.getNano();
    }

    @Test
    void shouldCountSuspensionIntoTimeSinceBoot() throws IOException {
        final long before = call(BOOT);
        final String uptime = Files.readString(Path.of("/proc/uptime")).split(" ")[0];
        final long after = call(BOOT);
        final long hundredths = Long.parseLong(uptime.replace(".", ""));
        assertTrue(before / 10_000_000 <= hundredths && hundredths <= after / 10_000_000, uptime);
    }
}
