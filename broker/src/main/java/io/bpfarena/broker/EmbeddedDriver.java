package io.bpfarena.broker;

import io.aeron.Aeron;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.LogBufferDescriptor;
import io.bpfarena.broker.page.FileAccess;
import io.bpfarena.client.protocol.ControlProtocol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.IdleStrategy;

/**
 * The media driver in the broker's process: one thread for all of it, since what it does between IPC streams is little.
 * Its files have their space from the start, so that a full file system is an error message at start or attach, not a
 * SIGBUS later.
 */
final class EmbeddedDriver implements AutoCloseable {
    /** The smallest that the driver allows, as are its defaults for the other buffers: together 12 MiB. */
    private static final int COUNTER_VALUES_LENGTH = 1024 * 1024;
    private static final int COUNTER_METADATA_FACTOR = 4;
    private static final int LOSS_REPORT_LENGTH = 1024 * 1024;
    private static final int UDP_TERM_LENGTH = 64 * 1024;
    private static final long LOW_STORAGE_WARNING = 4L * 1024 * 1024;
    private static final long TIMER_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LINGER_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Path directory;
    private final MediaDriver driver;
    private final ErrorHandler errorHandler;

    private EmbeddedDriver(final Path directory, final MediaDriver driver, final ErrorHandler errorHandler) {
        this.directory = directory;
        this.driver = driver;
        this.errorHandler = errorHandler;
    }

    /**
     * Starts it.
     *
     * @param directory    for its files; what another driver has left there is deleted, anything else is an error.
     * @param access       who may use them.
     * @param idle         of its thread.
     * @param errorHandler hears of its errors.
     * @return the driver, running.
     * @throws BrokerStartException if the directory cannot be used, or there is not enough space.
     */
    static EmbeddedDriver launch(
            final Path directory, final FileAccess access, final IdleStrategy idle, final ErrorHandler errorHandler)
            throws BrokerStartException {
        final MediaDriver.Context context = new MediaDriver.Context()
                .aeronDirectoryName(directory.toString())
                .threadingMode(ThreadingMode.SHARED)
                .sharedIdleStrategy(idle)
                .asyncExecutorEnabled(false)
                .warnIfDirectoryExists(false)
                .dirDeleteOnShutdown(false)
                .printConfigurationOnStart(false)
                .spiesSimulateConnection(false)
                .termBufferSparseFile(false)
                .performStorageChecks(true)
                .lowStorageWarningThreshold(LOW_STORAGE_WARNING)
                .counterValuesBufferLength(COUNTER_VALUES_LENGTH)
                .lossReportBufferLength(LOSS_REPORT_LENGTH)
                .ipcTermBufferLength(ControlProtocol.TERM_LENGTH)
                .publicationTermBufferLength(UDP_TERM_LENGTH)
                .timerIntervalNs(TIMER_INTERVAL_NS)
                .publicationLingerTimeoutNs(LINGER_NS)
                .errorHandler(errorHandler);
        AeronDirectory.prepare(directory, access, spaceNeeded(context), errorHandler);
        try {
            final MediaDriver driver = MediaDriver.launch(context);
            access.applyToDirectory(directory);
            return new EmbeddedDriver(directory, driver, errorHandler);
        } catch (final RuntimeException | IOException | InternalError e) {
            AeronDirectory.delete(directory, errorHandler);
            throw new BrokerStartException("the media driver does not start in %s: %s".formatted(directory, e), e);
        }
    }

    /** Its own files, and the two logs of a first client. */
    private static long spaceNeeded(final MediaDriver.Context context) {
        final long log = LogBufferDescriptor.computeLogLength(ControlProtocol.TERM_LENGTH, context.filePageSize());
        return context.conductorBufferLength() + context.toClientsBufferLength() + context.errorBufferLength()
                + (1L + COUNTER_METADATA_FACTOR) * COUNTER_VALUES_LENGTH + LOSS_REPORT_LENGTH + context.filePageSize()
                + 2 * log;
    }

    /**
     * A client of it for the broker itself, whose conductor the caller runs.
     *
     * @return the client.
     */
    Aeron connect() {
        return Aeron.connect(new Aeron.Context()
                .aeronDirectoryName(directory.toString())
                .clientName("bpf-arena broker")
                .useConductorAgentInvoker(true)
                .errorHandler(errorHandler)
                .subscriberErrorHandler(errorHandler));
    }

    /** Ends it and deletes its files. */
    @Override
    public void close() {
        driver.close();
        AeronDirectory.delete(directory, errorHandler);
    }
}
