package io.bpfarena.client.protocol;

import io.bpfarena.client.memory.ArenaFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What {@code broker.mark} says at one moment; see {@link BrokerMarkDescriptor}.
 *
 * @param pid                 of the broker, in its own pid namespace: for people, nothing rests on it.
 * @param startTimestampMs    when it started, milliseconds since 1970.
 * @param activityTimestampMs when it last showed life, milliseconds since 1970; {@link BrokerMarkDescriptor#ENDED} once
 *                            it has ended.
 * @param epoch               number of its run; each run has a higher one.
 * @param livenessTimeoutMs   without activity for so long, it counts as dead; at least 1.
 * @param controlChannel      Aeron channel of requests.
 * @param controlStreamId     stream of requests.
 * @param aeronDirectory      of its media driver; relative to the directory of the mark file, or absolute.
 * @param errorLogLength      bytes of the file {@code errors}; 0 if there is none.
 */
public record BrokerMark(
        long pid, long startTimestampMs, long activityTimestampMs, long epoch, long livenessTimeoutMs,
        String controlChannel, int controlStreamId, String aeronDirectory, long errorLogLength) {
    /**
     * Reads the mark of a directory. It is read, not mapped: a file that somebody cuts short is an exception here.
     *
     * @param directory of the broker.
     * @return what it says now.
     * @throws IOException          if there is none or it cannot be read.
     * @throws ArenaFormatException if it is not a complete mark of this version.
     */
    public static BrokerMark read(final Path directory) throws IOException, ArenaFormatException {
        final Path path = BrokerDirectory.mark(directory);
        try (FileChannel channel =
                FileChannel.open(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            final ByteBuffer bytes = ByteBuffer.allocate(BrokerMarkDescriptor.LENGTH);
            while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) > 0) {
                continue;
            }
            return BrokerMarkDescriptor.read(new UnsafeBuffer(Arrays.copyOf(bytes.array(), bytes.position())));
        }
    }

    /** {@return whether the broker has said that it ended} */
    public boolean hasEnded() {
        return activityTimestampMs == BrokerMarkDescriptor.ENDED;
    }

    /**
     * Whether the broker showed life recently enough.
     *
     * @param nowMs milliseconds since 1970.
     * @return {@code false} if it has ended or has been silent for longer than its liveness timeout.
     */
    public boolean isActive(final long nowMs) {
        return !hasEnded() && nowMs - activityTimestampMs <= livenessTimeoutMs;
    }

    /**
     * Where its media driver is.
     *
     * @param directory of the broker.
     * @return the directory to give to Aeron.
     */
    public Path aeronDirectory(final Path directory) {
        return directory.resolve(aeronDirectory).toAbsolutePath().normalize();
    }
}
