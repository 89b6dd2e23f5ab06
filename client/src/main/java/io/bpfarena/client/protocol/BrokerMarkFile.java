package io.bpfarena.client.protocol;

import io.bpfarena.client.memory.ArenaFormatException;
import io.bpfarena.linux.Errno;
import io.bpfarena.linux.LinuxFile;
import io.bpfarena.linux.MemoryMapping;
import io.bpfarena.linux.Protection;
import io.bpfarena.linux.SystemCallException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.agrona.MarkFile;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The broker's side of {@code broker.mark}: holds it for as long as the broker lives, and shows life in it.
 *
 * <p>What keeps a second broker out is a lock on the file, which the kernel drops when the process ends in whatever
 * way; so a broker can start at once where another was killed, and two that start at the same moment cannot both
 * succeed. A client sees by the lock that a broker was killed, and by the timestamp that one hangs.
 *
 * <p>{@link #updateActivity} may be called by any one thread at a time, {@link #close()} by any thread.
 */
public final class BrokerMarkFile implements AutoCloseable {
    private final LinuxFile file;
    private final MemoryMapping mapping;
    private final MarkFile markFile;
    private boolean closed;

    private BrokerMarkFile(final LinuxFile file) {
        this.file = file;
        this.mapping = map(file);
        this.markFile = new MarkFile(
                new UnsafeBuffer(mapping.address(), BrokerMarkDescriptor.LENGTH),
                BrokerMarkDescriptor.VERSION_OFFSET, BrokerMarkDescriptor.ACTIVITY_TIMESTAMP_OFFSET);
    }

    private static MemoryMapping map(final LinuxFile file) {
        try {
            file.truncate(BrokerMarkDescriptor.LENGTH);
            file.allocate(0, BrokerMarkDescriptor.LENGTH);
            return MemoryMapping.shared(BrokerMarkDescriptor.LENGTH, Protection.READ_WRITE, file);
        } catch (final SystemCallException e) {
            remove(file.path());
            file.close();
            throw e;
        }
    }

    /**
     * Takes the directory for this broker.
     *
     * @param directory exists.
     * @param mark      what to tell clients; its activity timestamp is the first.
     * @param mode      permission bits of the file, less the umask.
     * @return the mark, held.
     * @throws BrokerActiveException    if another broker holds it.
     * @throws IllegalArgumentException if a text is too long for the file.
     * @throws SystemCallException      ENOSPC if the file system is full, or any other failure.
     */
    public static BrokerMarkFile create(final Path directory, final BrokerMark mark, final int mode)
            throws BrokerActiveException {
        final BrokerMarkFile markFile = new BrokerMarkFile(lock(directory, mode));
        try {
            markFile.publish(mark);
            return markFile;
        } catch (final RuntimeException e) {
            markFile.close();
            throw e;
        }
    }

    private static LinuxFile lock(final Path directory, final int mode) throws BrokerActiveException {
        final Path path = BrokerDirectory.mark(directory);
        while (true) {
            final LinuxFile file = openOrCreate(path, mode);
            if (!file.tryLock()) {
                file.close();
                throw new BrokerActiveException(directory, pidOf(directory));
            }
            if (isStill(path, file)) {
                return file;
            }
            file.close();
        }
    }

    /**
     * Whether a broker holds the mark of a directory: if none does, the one that wrote it has ended or was killed.
     *
     * @param directory of the broker.
     * @return whether one lives there.
     * @throws SystemCallException ENOENT if there is no mark, or any other failure.
     */
    public static boolean isHeld(final Path directory) {
        try (LinuxFile file = LinuxFile.openReadOnly(BrokerDirectory.mark(directory))) {
            return file.isLocked();
        }
    }

    private static LinuxFile openOrCreate(final Path path, final int mode) {
        while (true) {
            try {
                return LinuxFile.create(path, mode);
            } catch (final SystemCallException e) {
                if (e.errno() != Errno.EEXIST) {
                    throw e;
                }
            }
            try {
                return LinuxFile.open(path);
            } catch (final SystemCallException e) {
                if (e.errno() != Errno.ENOENT) {
                    throw e;
                }
            }
        }
    }

    /** A broker that just ended may have removed the name between our opening and locking it. */
    private static boolean isStill(final Path path, final LinuxFile file) {
        try {
            final Path opened = Path.of("/proc/self/fd", Integer.toString(file.descriptor()));
            return fileKey(opened).equals(fileKey(path));
        } catch (final IOException e) {
            return false;
        }
    }

    private static Object fileKey(final Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    private static long pidOf(final Path directory) {
        try {
            return BrokerMark.read(directory).pid();
        } catch (final IOException | ArenaFormatException e) {
            return 0;
        }
    }

    private void publish(final BrokerMark mark) {
        markFile.signalReady(0);
        markFile.timestampRelease(BrokerMarkDescriptor.ENDED);
        BrokerMarkDescriptor.write(markFile.buffer(), mark);
        markFile.timestampRelease(mark.activityTimestampMs());
        markFile.signalReady(BrokerMarkDescriptor.VERSION);
    }

    /**
     * Shows life.
     *
     * @param nowMs milliseconds since 1970.
     */
    public synchronized void updateActivity(final long nowMs) {
        if (!closed) {
            markFile.timestampRelease(nowMs);
        }
    }

    /** Tells clients that the broker has ended, removes the file and gives the directory free. Idempotent. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            markFile.timestampRelease(BrokerMarkDescriptor.ENDED);
            remove(file.path());
            mapping.close();
            file.close();
        }
    }

    private static void remove(final Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (final IOException e) {
            System.getLogger(BrokerMarkFile.class.getName())
                    .log(System.Logger.Level.WARNING, "cannot remove " + path, e);
        }
    }
}
