package io.bpfarena.client;

import io.aeron.Aeron;
import io.aeron.ChannelUriStringBuilder;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.exceptions.AeronException;
import io.bpfarena.client.memory.ArenaFormatException;
import io.bpfarena.client.protocol.BrokerMark;
import io.bpfarena.client.protocol.BrokerMarkFile;
import io.bpfarena.client.protocol.ControlProtocol;
import io.bpfarena.linux.SystemCallException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

/**
 * From a directory to a session: reads the mark, joins the media driver it names, adds the two streams.
 *
 * @param session   not attached yet.
 * @param aeron     over which it goes.
 * @param ownsAeron whether it was made here and is to be closed with the session.
 */
record BrokerConnection(ControlSession session, Aeron aeron, boolean ownsAeron) {
    static BrokerConnection open(final ArenaClient.Context context, final EventDispatcher dispatcher) {
        final Path directory = context.directory();
        final BrokerMark mark = liveMark(directory);
        final AtomicReference<Throwable> aeronError = new AtomicReference<>();
        final boolean ownsAeron = context.aeron() == null;
        final Aeron aeron = ownsAeron ? join(directory, mark, aeronError) : context.aeron();
        try {
            final ExclusivePublication publication =
                    aeron.addExclusivePublication(mark.controlChannel(), mark.controlStreamId());
            requireRoom(publication);
            final Subscription subscription = aeron.addSubscription(
                    new ChannelUriStringBuilder(ControlProtocol.RESPONSE_CHANNEL)
                            .sessionId(aeron.nextSessionId(ControlProtocol.RESPONSE_STREAM_ID))
                            .build(),
                    ControlProtocol.RESPONSE_STREAM_ID);
            return new BrokerConnection(
                    new ControlSession(publication, subscription, new BrokerLiveness(directory, mark), dispatcher,
                            context.idleStrategySupplier(), aeronError::get),
                    aeron, ownsAeron);
        } catch (final AeronException | IllegalArgumentException | IllegalStateException e) {
            if (ownsAeron) {
                aeron.close();
            }
            throw new BrokerUnavailableException(directory, "its media driver in %s does not take part: %s"
                    .formatted(aeron.context().aeronDirectoryName(), e.getMessage()), e);
        }
    }

    private static BrokerMark liveMark(final Path directory) {
        try {
            DirectoryOwner.requireTrusted(directory);
            final BrokerMark mark = BrokerMark.read(directory);
            if (!mark.hasEnded() && !BrokerMarkFile.isHeld(directory)) {
                throw new BrokerUnavailableException(
                        directory, "it was killed (pid %d)".formatted(mark.pid()), null);
            }
            final long nowMs = System.currentTimeMillis();
            if (!mark.isActive(nowMs)) {
                throw new BrokerUnavailableException(directory, mark.hasEnded()
                        ? "it has ended (pid %d)".formatted(mark.pid())
                        : "it has shown no life for %d ms, longer than its liveness timeout of %d ms (pid %d)"
                                .formatted(nowMs - mark.activityTimestampMs(), mark.livenessTimeoutMs(), mark.pid()),
                        null);
            }
            return mark;
        } catch (final NoSuchFileException e) {
            throw new BrokerUnavailableException(directory, "there is no %s".formatted(e.getFile()), e);
        } catch (final IOException | SystemCallException e) {
            throw new BrokerUnavailableException(directory, "no readable mark file: " + e, e);
        } catch (final ArenaFormatException e) {
            throw new BrokerUnavailableException(directory, e.getMessage(), e);
        }
    }

    private static Aeron join(
            final Path directory, final BrokerMark mark, final AtomicReference<Throwable> aeronError) {
        final Path aeronDirectory = mark.aeronDirectory(directory);
        try {
            return Aeron.connect(new Aeron.Context()
                    .aeronDirectoryName(aeronDirectory.toString())
                    .threadFactory(BrokerConnection::daemon)
                    .errorHandler(error -> aeronError.compareAndSet(null, error)));
        } catch (final AeronException | IllegalStateException e) {
            throw new BrokerUnavailableException(directory,
                    "its media driver in %s does not answer: %s".formatted(aeronDirectory, e.getMessage()), e);
        }
    }

    private static Thread daemon(final Runnable task) {
        final Thread thread = new Thread(task, "bpf-arena-aeron");
        thread.setDaemon(true);
        return thread;
    }

    private static void requireRoom(final ExclusivePublication publication) {
        if (publication.maxMessageLength() < ControlProtocol.MAX_MESSAGE_LENGTH) {
            throw new IllegalStateException("messages on %s can be %d bytes, expected at least %d".formatted(
                    publication.channel(), publication.maxMessageLength(), ControlProtocol.MAX_MESSAGE_LENGTH));
        }
    }

    void close(final long timeoutNs) {
        session.close(timeoutNs);
        if (ownsAeron) {
            aeron.close();
        }
    }
}
