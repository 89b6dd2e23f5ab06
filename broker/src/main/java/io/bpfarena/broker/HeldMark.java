package io.bpfarena.broker;

import io.bpfarena.client.memory.ArenaFormatException;
import io.bpfarena.client.protocol.BrokerActiveException;
import io.bpfarena.client.protocol.BrokerDirectory;
import io.bpfarena.client.protocol.BrokerMark;
import io.bpfarena.client.protocol.BrokerMarkDescriptor;
import io.bpfarena.client.protocol.BrokerMarkFile;
import io.bpfarena.client.protocol.ControlProtocol;
import io.bpfarena.linux.SystemCallException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The mark by which a broker holds its directory.
 *
 * @param file held until closed.
 * @param mark what stands in it, but for the activity.
 */
record HeldMark(BrokerMarkFile file, BrokerMark mark) {
    /**
     * Takes a directory. The mark says that there is no broker until its activity is updated.
     *
     * @param home    to take.
     * @param context of the broker.
     * @return the mark; its epoch is higher than that of the last broker if that has left a mark, and the time if not.
     * @throws BrokerStartException if a broker has the directory, or the file cannot be made.
     */
    static HeldMark take(final HomeDirectory home, final Broker.Context context) throws BrokerStartException {
        final Path directory = home.path();
        final long nowMs = System.currentTimeMillis();
        final long epoch = read(directory).map(last -> Math.max(nowMs, last.epoch() + 1)).orElse(nowMs);
        final BrokerMark mark = new BrokerMark(
                ProcessHandle.current().pid(), nowMs, BrokerMarkDescriptor.ENDED, epoch,
                context.livenessTimeout().toMillis(), ControlProtocol.CONTROL_CHANNEL,
                ControlProtocol.CONTROL_STREAM_ID, aeronDirectory(directory, context.aeronDirectory()),
                BrokerErrorLog.LENGTH);
        try {
            return new HeldMark(BrokerMarkFile.create(directory, mark, context.access().publishedMode()), mark);
        } catch (final BrokerActiveException e) {
            throw new BrokerStartException(describeActive(directory, nowMs), e);
        } catch (final SystemCallException | IllegalArgumentException e) {
            throw new BrokerStartException(
                    "cannot make %s: %s".formatted(BrokerDirectory.mark(directory), e.getMessage()), e);
        }
    }

    private static Optional<BrokerMark> read(final Path directory) {
        try {
            return Optional.of(BrokerMark.read(directory));
        } catch (final IOException | ArenaFormatException e) {
            // None there, or one that its broker did not finish: then there is nothing to learn from it.
            return Optional.empty();
        }
    }

    /** Relative if it is within, so that the directory can be mounted elsewhere. */
    private static String aeronDirectory(final Path directory, final Path aeron) {
        return (aeron.startsWith(directory) ? directory.relativize(aeron) : aeron).toString();
    }

    private static String describeActive(final Path directory, final long nowMs) {
        final String who = read(directory).map(mark -> describe(mark, nowMs)).orElse("it is just starting");
        return "a broker is active in %s (%s); stop it first or choose another directory with --dir"
                .formatted(directory, who);
    }

    private static String describe(final BrokerMark mark, final long nowMs) {
        final String activity = mark.activityTimestampMs() == BrokerMarkDescriptor.ENDED
                ? "no sign of life yet"
                : "last sign of life %s ago".formatted(age(nowMs - mark.activityTimestampMs()));
        return "pid %d, started %s ago, %s".formatted(mark.pid(), age(nowMs - mark.startTimestampMs()), activity);
    }

    private static String age(final long ms) {
        final Duration age = Duration.ofMillis(Math.max(0, ms));
        return age.toMinutes() < 1
                ? "%d.%d s".formatted(age.toSeconds(), age.toMillisPart() / 100)
                : "%d h %02d min".formatted(age.toHours(), age.toMinutesPart());
    }
}
