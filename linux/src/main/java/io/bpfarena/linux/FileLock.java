package io.bpfarena.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * Exclusive locks of a whole file that belong to one opening of it (fcntl(2), open file description locks, Linux 3.15).
 * Of the kinds of lock that Linux has, this is the one that is given up when the opener closes the file or ends, that
 * is not given up when another part of the process closes the same file, and that can be asked about without being
 * taken.
 */
final class FileLock {
    private static final int F_OFD_GETLK = 36;
    private static final int F_OFD_SETLK = 37;
    private static final short F_WRLCK = 1;
    private static final short F_UNLCK = 2;

    /** struct flock of 64-bit Linux, include/uapi/asm-generic/fcntl.h; whence, start and length 0 are the whole file. */
    private static final StructLayout FLOCK = MemoryLayout.structLayout(
            ValueLayout.JAVA_SHORT.withName("l_type"),
            ValueLayout.JAVA_SHORT.withName("l_whence"),
            MemoryLayout.paddingLayout(4),
            ValueLayout.JAVA_LONG.withName("l_start"),
            ValueLayout.JAVA_LONG.withName("l_len"),
            ValueLayout.JAVA_INT.withName("l_pid"),
            MemoryLayout.paddingLayout(4));
    private static final VarHandle TYPE = FLOCK.varHandle(PathElement.groupElement("l_type"));

    private FileLock() {
    }

    /** Takes the lock; 0, or a negative errno: EAGAIN if another opener has it. */
    static int take(final int fd) {
        try (Arena arena = Arena.ofConfined()) {
            return SystemCalls.fcntl(fd, F_OFD_SETLK, exclusive(arena));
        }
    }

    /** 1 if another opener has the lock, 0 if not, or a negative errno. */
    static int isTaken(final int fd) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment lock = exclusive(arena);
            final int result = SystemCalls.fcntl(fd, F_OFD_GETLK, lock);
            return result < 0 ? result : (short) TYPE.get(lock, 0L) == F_UNLCK ? 0 : 1;
        }
    }

    private static MemorySegment exclusive(final Arena arena) {
        final MemorySegment lock = arena.allocate(FLOCK);
        TYPE.set(lock, 0L, F_WRLCK);
        return lock;
    }
}
