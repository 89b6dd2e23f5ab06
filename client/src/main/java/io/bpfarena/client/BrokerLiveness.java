package io.bpfarena.client;

import io.bpfarena.client.memory.ArenaFormatException;
import io.bpfarena.client.protocol.BrokerMark;
import io.bpfarena.client.protocol.BrokerMarkFile;
import io.bpfarena.linux.SystemCallException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Watches the mark file of the broker that a client is attached to: a broker that is killed answers nothing and closes
 * nothing, but the kernel drops its lock on the file; one that hangs keeps the lock, but its activity timestamp stops.
 * Any thread may call the methods.
 *
 * <p>What counts of the timestamp is how long it was seen not to change, not its distance from this process's clock:
 * clocks are set, and processes are stopped for a while. Worked example: liveness timeout 5 s, so a look every 200 ms;
 * after this process was stopped for a minute the first look adds at most 400 ms of silence, and the second sees a new
 * timestamp.
 */
final class BrokerLiveness {
    private static final long MAX_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Path directory;
    private final long epoch;
    private final long timeoutNs;
    private final long intervalNs;
    private final AtomicLong nextLookNs;
    private long lastLookNs;
    private long lastActivityMs;
    private long silentNs;

    BrokerLiveness(final Path directory, final BrokerMark mark) {
        this.directory = directory;
        this.epoch = mark.epoch();
        this.timeoutNs = TimeUnit.MILLISECONDS.toNanos(mark.livenessTimeoutMs());
        this.intervalNs = Math.min(MAX_INTERVAL_NS, timeoutNs / 4);
        this.lastActivityMs = mark.activityTimestampMs();
        this.lastLookNs = System.nanoTime();
        this.nextLookNs = new AtomicLong(lastLookNs);
    }

    /** Looks, if the last look was some time ago; returns why the broker is gone, or nothing. */
    Optional<String> lookAgain(final long nowNs) {
        final long next = nextLookNs.get();
        return nowNs - next >= 0 && nextLookNs.compareAndSet(next, nowNs + intervalNs)
                ? look(nowNs)
                : Optional.empty();
    }

    private synchronized Optional<String> look(final long nowNs) {
        silentNs += Math.clamp(nowNs - lastLookNs, 0, 2 * intervalNs);
        lastLookNs = nowNs;
        try {
            return verdict(BrokerMark.read(directory));
        } catch (final NoSuchFileException e) {
            return Optional.of("its mark file has been removed");
        } catch (final ArenaFormatException e) {
            return Optional.of("its mark is not valid any more: " + e.getMessage());
        } catch (final IOException | SystemCallException e) {
            return silence("its mark cannot be read: " + e);
        }
    }

    private Optional<String> verdict(final BrokerMark mark) {
        if (mark.epoch() != epoch) {
            return Optional.of("another one, with epoch %d instead of %d, runs in %s"
                    .formatted(mark.epoch(), epoch, directory));
        }
        if (mark.hasEnded()) {
            return Optional.of("it has ended (pid %d)".formatted(mark.pid()));
        }
        if (!BrokerMarkFile.isHeld(directory)) {
            return Optional.of("it was killed (pid %d)".formatted(mark.pid()));
        }
        if (mark.activityTimestampMs() != lastActivityMs) {
            lastActivityMs = mark.activityTimestampMs();
            silentNs = 0;
        }
        return silence("pid %d".formatted(mark.pid()));
    }

    private Optional<String> silence(final String detail) {
        return silentNs <= timeoutNs
                ? Optional.empty()
                : Optional.of("it has shown no life for %d ms, longer than its liveness timeout of %d ms (%s)"
                        .formatted(TimeUnit.NANOSECONDS.toMillis(silentNs), TimeUnit.NANOSECONDS.toMillis(timeoutNs),
                                detail));
    }
}
