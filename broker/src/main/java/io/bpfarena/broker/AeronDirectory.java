package io.bpfarena.broker;

import io.aeron.CncFileDescriptor;
import io.aeron.CommonContext;
import io.aeron.driver.reports.LossReportUtil;
import io.aeron.exceptions.DriverTimeoutException;
import io.bpfarena.broker.page.FileAccess;
import io.bpfarena.linux.LinuxFile;
import io.bpfarena.linux.SystemCallException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.agrona.ErrorHandler;

/**
 * The directory of the embedded media driver. The driver would delete whatever it finds at that path; so this is what
 * looks first, and deletes, by the names of a driver's files alone.
 */
final class AeronDirectory {
    private static final String PROBE = "space";
    private static final List<String> LOG_DIRECTORIES = List.of("publications", "images");
    private static final String LOG_SUFFIX = ".logbuffer";
    private static final Set<String> FILES =
            Set.of(CncFileDescriptor.CNC_FILE, LossReportUtil.LOSS_REPORT_FILE_NAME, PROBE);

    /** After so long without a heartbeat a driver is dead, as its clients see it (aeron.driver.timeout). */
    private static final long DRIVER_TIMEOUT_MS = 10_000;

    private AeronDirectory() {
    }

    /**
     * Sees to it that there is nothing at the path that would be missed, and space for a driver.
     *
     * @param directory    of the driver.
     * @param access       who may use it.
     * @param length       bytes that the driver needs at least.
     * @param errorHandler hears of what could not be deleted.
     * @throws BrokerStartException if a driver is active there, something else is there, or there is not enough space.
     */
    static void prepare(
            final Path directory, final FileAccess access, final long length, final ErrorHandler errorHandler)
            throws BrokerStartException {
        requireNoActiveDriver(directory);
        delete(directory, errorHandler);
        if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw new BrokerStartException(
                    "%s exists and is no media driver's directory; choose another with --aeron-dir"
                            .formatted(directory));
        }
        try {
            access.createDirectory(directory);
            probe(directory.resolve(PROBE), length);
        } catch (final IOException e) {
            throw new BrokerStartException("cannot make %s: %s".formatted(directory, e), e);
        }
    }

    /** In the broker's own directory nothing is left at this point; one that somebody named may be another's. */
    private static void requireNoActiveDriver(final Path directory) throws BrokerStartException {
        try {
            if (CommonContext.isDriverActive(directory.toFile(), DRIVER_TIMEOUT_MS, _ -> { })) {
                throw new BrokerStartException(
                        "a media driver is active in %s; choose another with --aeron-dir (if it was killed just now, "
                                .formatted(directory)
                                + "it takes %d s to be sure)".formatted(DRIVER_TIMEOUT_MS / 1000));
            }
        } catch (final DriverTimeoutException e) {
            // It was killed before it had written the head of its file.
            return;
        } catch (final RuntimeException e) {
            throw new BrokerStartException("cannot tell whether a media driver is active in %s: %s; choose another "
                    .formatted(directory, e.getMessage()) + "with --aeron-dir", e);
        }
    }

    /** The driver's own files are sparse until touched, and touching one on a full file system is SIGBUS. */
    private static void probe(final Path file, final long length) throws BrokerStartException, IOException {
        try (LinuxFile probe = LinuxFile.create(file, FileAccess.OWNER.sharedMode())) {
            probe.allocate(0, length);
        } catch (final SystemCallException e) {
            Files.deleteIfExists(file);
            Files.deleteIfExists(file.getParent());
            throw new BrokerStartException(
                    "the media driver needs %d KiB in %s: %s; make room, enlarge the file system, or choose another "
                            .formatted(length >> 10, file.getParent(), e.errno().text())
                            + "with --dir or --aeron-dir", e);
        }
        Files.delete(file);
    }

    /**
     * Deletes what a driver makes, and the directory if that was all.
     *
     * @param directory    may be missing.
     * @param errorHandler hears of what could not be deleted.
     */
    static void delete(final Path directory, final ErrorHandler errorHandler) {
        for (final String name : LOG_DIRECTORIES) {
            final Path logs = directory.resolve(name);
            for (final Path log : HomeDirectory.entries(logs, errorHandler)) {
                if (log.toString().endsWith(LOG_SUFFIX)) {
                    HomeDirectory.delete(log, errorHandler);
                }
            }
        }
        final List<Path> entries = HomeDirectory.entries(directory, errorHandler);
        for (final Path entry : entries) {
            final String name = entry.getFileName().toString();
            if (FILES.contains(name) || LOG_DIRECTORIES.contains(name)) {
                HomeDirectory.delete(entry, errorHandler);
            }
        }
        if (HomeDirectory.entries(directory, errorHandler).isEmpty()
                && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            HomeDirectory.delete(directory, errorHandler);
        }
    }
}
