package io.bpfarena.linux;

import java.nio.file.Path;

/**
 * An open file, with the operations of sparse files that Java has no name for. Any thread may call the methods; a
 * descriptor must not be used after {@link #close()}.
 */
public final class LinuxFile implements AutoCloseable {
    private static final int O_RDONLY = 0;
    private static final int O_RDWR = 2;
    private static final int O_CREAT = 0x40;
    private static final int O_EXCL = 0x80;
    private static final int O_NOFOLLOW = 0x20000;
    private static final int O_CLOEXEC = 0x80000;
    private static final int MFD_CLOEXEC = 1;
    private static final int FALLOC_FL_KEEP_SIZE = 1;
    private static final int FALLOC_FL_PUNCH_HOLE = 2;
    private static final int SEEK_END = 2;
    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;

    private final Path path;
    private final int descriptor;
    private boolean closed;

    private LinuxFile(final Path path, final int flags, final int mode) {
        this(path, "open", SystemCalls.open(path.toString(), flags | O_CLOEXEC | O_NOFOLLOW, mode));
    }

    private LinuxFile(final Path path, final String call, final int descriptor) {
        if (descriptor < 0) {
            throw new SystemCallException("%s(%s)".formatted(call, path), -descriptor);
        }
        this.path = path;
        this.descriptor = descriptor;
    }

    /**
     * Makes an empty file that lies in no directory and goes when nobody has it open or mapped (memfd_create(2)).
     *
     * @param name for people: /proc/self/maps shows it as {@code /memfd:name}.
     * @return the file.
     * @throws SystemCallException for any failure.
     */
    public static LinuxFile inMemory(final String name) {
        return new LinuxFile(Path.of(name), "memfd_create", SystemCalls.memfdCreate(name, MFD_CLOEXEC));
    }

    /**
     * Makes a new file, open for reading and writing.
     *
     * @param path where; must not exist.
     * @param mode permission bits, less the umask.
     * @return the file.
     * @throws SystemCallException EEXIST if it is there already, or any other failure.
     */
    public static LinuxFile create(final Path path, final int mode) {
        return new LinuxFile(path, O_RDWR | O_CREAT | O_EXCL, mode);
    }

    /**
     * Opens a file for reading and writing.
     *
     * @param path where; a symbolic link is refused (ELOOP).
     * @return the file.
     * @throws SystemCallException for any failure.
     */
    public static LinuxFile open(final Path path) {
        return new LinuxFile(path, O_RDWR, 0);
    }

    /**
     * Opens a file for reading.
     *
     * @param path where; a symbolic link is refused (ELOOP).
     * @return the file.
     * @throws SystemCallException for any failure.
     */
    public static LinuxFile openReadOnly(final Path path) {
        return new LinuxFile(path, O_RDONLY, 0);
    }

    /**
     * Sets the length; what is new is a hole.
     *
     * @param length bytes.
     * @throws SystemCallException for any failure.
     */
    public void truncate(final long length) {
        check(SystemCalls.ftruncate(descriptor, length), "ftruncate", length, 0);
    }

    /**
     * Takes the space of a range from the file system now, so that a later touch cannot fail (fallocate(2)). What was
     * written there before stays.
     *
     * @param offset bytes from the start of the file.
     * @param length bytes.
     * @throws SystemCallException ENOSPC if the file system is full, or any other failure.
     */
    public void allocate(final long offset, final long length) {
        check(fallocate(FALLOC_FL_KEEP_SIZE, offset, length), "fallocate", offset, length);
    }

    /** Again if a signal came between, which the JVM uses for purposes of its own. */
    private int fallocate(final int mode, final long offset, final long length) {
        int result;
        do {
            result = SystemCalls.fallocate(descriptor, mode, offset, length);
        } while (result == -Errno.EINTR.number());
        return result;
    }

    /**
     * Gives the space of a range back; every mapping of the file finds zeros there at once (FALLOC_FL_PUNCH_HOLE).
     *
     * @param offset bytes from the start of the file.
     * @param length bytes.
     * @throws SystemCallException for any failure.
     */
    public void punchHole(final long offset, final long length) {
        check(fallocate(FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE, offset, length),
                "fallocate(FALLOC_FL_PUNCH_HOLE)", offset, length);
    }

    /**
     * The first byte at or after an offset for which the file system holds space (lseek(2), SEEK_DATA).
     *
     * @param offset bytes from the start of the file.
     * @return its offset, or -1 if only holes follow.
     * @throws SystemCallException for any failure but ENXIO.
     */
    public long nextData(final long offset) {
        return seek(offset, SEEK_DATA);
    }

    /**
     * The first byte at or after an offset that lies in a hole; the end of the file counts as one (SEEK_HOLE).
     *
     * @param offset bytes from the start of the file.
     * @return its offset, or -1 if the offset is past the end.
     * @throws SystemCallException for any failure but ENXIO.
     */
    public long nextHole(final long offset) {
        return seek(offset, SEEK_HOLE);
    }

    /**
     * The length of the file.
     *
     * @return bytes.
     * @throws SystemCallException for any failure.
     */
    public long length() {
        return seek(0, SEEK_END);
    }

    /**
     * Takes the file for this opener alone, until {@link #close()} or the end of the process, however it ends. Another
     * opening of the same file in this process is another opener. The file must be open for writing.
     *
     * @return whether it was taken; {@code false} if another opener holds it.
     * @throws SystemCallException for any other failure.
     */
    public boolean tryLock() {
        final int result = FileLock.take(descriptor);
        if (result < 0 && result != -Errno.EAGAIN.number()) {
            throw new SystemCallException("fcntl(%s, F_OFD_SETLK)".formatted(path), -result);
        }
        return result == 0;
    }

    /**
     * Whether another opener holds the file by {@link #tryLock()}. To ask takes nothing.
     *
     * @return whether it is held.
     * @throws SystemCallException for any failure.
     */
    public boolean isLocked() {
        final int result = FileLock.isTaken(descriptor);
        if (result < 0) {
            throw new SystemCallException("fcntl(%s, F_OFD_GETLK)".formatted(path), -result);
        }
        return result == 1;
    }

    private long seek(final long offset, final int whence) {
        final int enxio = 6;
        final long result = SystemCalls.lseek(descriptor, offset, whence);
        if (result == -enxio) {
            return -1;
        }
        if (result < 0) {
            throw new SystemCallException("lseek(%s, %d)".formatted(path, offset), (int) -result);
        }
        return result;
    }

    private void check(final int result, final String call, final long offset, final long length) {
        if (result < 0) {
            throw new SystemCallException("%s(%s, %d, %d)".formatted(call, path, offset, length), -result);
        }
    }

    /** {@return the path it was opened by} */
    public Path path() {
        return path;
    }

    /** {@return the file descriptor, valid until {@link #close()}} */
    public int descriptor() {
        return descriptor;
    }

    /** Closes the descriptor; mappings made from it stay. A second call does nothing. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            SystemCalls.close(descriptor);
        }
    }
}
