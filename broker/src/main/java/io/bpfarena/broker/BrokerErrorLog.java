package io.bpfarena.broker;

import io.bpfarena.broker.page.FileAccess;
import io.bpfarena.client.protocol.BrokerDirectory;
import io.bpfarena.linux.LinuxFile;
import io.bpfarena.linux.MemoryMapping;
import io.bpfarena.linux.Protection;
import io.bpfarena.linux.SystemCallException;
import java.io.IOException;
import java.nio.file.Path;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.errors.DistinctErrorLog;

/**
 * The file {@code errors}: each distinct error once, with its count, first and last time (Agrona's DistinctErrorLog).
 * It can be read while the broker runs, and after it was killed. Any thread may report.
 */
final class BrokerErrorLog implements ErrorHandler, AutoCloseable {
    /** Bytes of the file; when it is full, new kinds of error go to the logger. */
    static final int LENGTH = 256 * 1024;

    private final Path path;
    private final MemoryMapping mapping;
    private final DistinctErrorLog log;
    private boolean closed;

    private BrokerErrorLog(final Path path, final MemoryMapping mapping, final EpochClock clock) {
        this.path = path;
        this.mapping = mapping;
        this.log = new DistinctErrorLog(new UnsafeBuffer(mapping.address(), LENGTH), clock);
    }

    /**
     * Makes the file.
     *
     * @param home   that has no such file.
     * @param access who may use it.
     * @param clock  for the times.
     * @return the log.
     * @throws BrokerStartException if it cannot be made.
     */
    static BrokerErrorLog create(final HomeDirectory home, final FileAccess access, final EpochClock clock)
            throws BrokerStartException {
        final Path path = BrokerDirectory.errors(home.path());
        try (LinuxFile file = LinuxFile.create(path, access.publishedMode())) {
            FileAccess.apply(path, access.publishedMode());
            file.truncate(LENGTH);
            file.allocate(0, LENGTH);
            return new BrokerErrorLog(
                    path, MemoryMapping.shared(LENGTH, Protection.READ_WRITE, file), clock);
        } catch (final SystemCallException | IOException e) {
            HomeDirectory.delete(path, BrokerErrorLog::toLogger);
            throw new BrokerStartException("cannot make %s: %s".formatted(path, e.getMessage()), e);
        }
    }

    @Override
    public synchronized void onError(final Throwable throwable) {
        if (closed || !log.record(throwable)) {
            toLogger(throwable);
        }
    }

    /**
     * For errors when there is no file: before it is there, after it is gone, when it is full.
     *
     * @param throwable the error.
     */
    static void toLogger(final Throwable throwable) {
        final System.Logger logger = System.getLogger(Broker.class.getName());
        if (throwable instanceof IOException) {
            // A file that stays: the message has all there is to know.
            logger.log(System.Logger.Level.WARNING, throwable.getMessage());
        } else {
            logger.log(System.Logger.Level.WARNING, throwable.getMessage(), throwable);
        }
    }

    /** Deletes the file: the broker ends as it should. Idempotent. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            mapping.close();
            HomeDirectory.delete(path, BrokerErrorLog::toLogger);
        }
    }
}
