package io.bpfarena.client;

import io.bpfarena.client.memory.ArenaFormatException;
import io.bpfarena.client.protocol.BrokerMark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Watches the mark file of the broker that a client is attached to: a broker that is killed answers nothing and closes
 * nothing, but its activity timestamp stops. Any thread may call the methods.
 */
final class BrokerLiveness {
    private static final long MAX_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Path directory;
    private final long epoch;
    private final long intervalNs;
    private final AtomicLong nextLookNs;

    BrokerLiveness(final Path directory, final BrokerMark mark) {
        this.directory = directory;
        this.epoch = mark.epoch();
        this.intervalNs = Math.min(MAX_INTERVAL_NS, TimeUnit.MILLISECONDS.toNanos(mark.livenessTimeoutMs()) / 4);
        this.nextLookNs = new AtomicLong(System.nanoTime());
    }

    /** Looks, if the last look was some time ago; returns why the broker is gone, or nothing. */
    Optional<String> lookAgain(final long nowNs) {
        final long next = nextLookNs.get();
        return nowNs - next >= 0 && nextLookNs.compareAndSet(next, nowNs + intervalNs) ? look() : Optional.empty();
    }

    private Optional<String> look() {
        try {
            final BrokerMark mark = BrokerMark.read(directory);
            if (mark.epoch() != epoch) {
                return Optional.of("another one, with epoch %d instead of %d, runs in %s"
                        .formatted(mark.epoch(), epoch, directory));
            }
            return silence(mark);
        } catch (final IOException e) {
            return Optional.of("its mark cannot be read any more: " + e);
        } catch (final ArenaFormatException e) {
            return Optional.of("its mark is not valid any more: " + e.getMessage());
        }
    }

    /** Why a mark is not that of a live broker, or nothing. */
    static Optional<String> silence(final BrokerMark mark) {
        final long nowMs = System.currentTimeMillis();
        if (mark.isActive(nowMs)) {
            return Optional.empty();
        }
        return Optional.of(mark.hasEnded()
                ? "it has ended (pid %d)".formatted(mark.pid())
                : "it has shown no life for %d ms, longer than its liveness timeout of %d ms (pid %d)".formatted(
                        nowMs - mark.activityTimestampMs(), mark.livenessTimeoutMs(), mark.pid()));
    }
}
