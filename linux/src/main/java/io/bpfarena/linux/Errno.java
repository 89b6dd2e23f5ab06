package io.bpfarena.linux;

/**
 * The error numbers of Linux (include/uapi/asm-generic/errno-base.h and errno.h) that this project meets or answers.
 * BPF, libbpf and the control protocol all speak in them.
 */
public enum Errno {
    EPERM(1, "Operation not permitted"),
    ENOENT(2, "No such file or directory"),
    ESRCH(3, "No such process"),
    EINTR(4, "Interrupted system call"),
    EIO(5, "Input/output error"),
    E2BIG(7, "Argument list too long"),
    EBADF(9, "Bad file descriptor"),
    EAGAIN(11, "Resource temporarily unavailable"),
    ENOMEM(12, "Cannot allocate memory"),
    EACCES(13, "Permission denied"),
    EFAULT(14, "Bad address"),
    EBUSY(16, "Device or resource busy"),
    EEXIST(17, "File exists"),
    ENODEV(19, "No such device"),
    ENOTDIR(20, "Not a directory"),
    EISDIR(21, "Is a directory"),
    EINVAL(22, "Invalid argument"),
    ENFILE(23, "Too many open files in system"),
    EMFILE(24, "Too many open files"),
    EFBIG(27, "File too large"),
    ENOSPC(28, "No space left on device"),
    EROFS(30, "Read-only file system"),
    EDOM(33, "Numerical argument out of domain"),
    ERANGE(34, "Numerical result out of range"),
    EDEADLK(35, "Resource deadlock avoided"),
    ENAMETOOLONG(36, "File name too long"),
    ENOSYS(38, "Function not implemented"),
    ELOOP(40, "Too many levels of symbolic links"),
    ENODATA(61, "No data available"),
    EPROTO(71, "Protocol error"),
    EOVERFLOW(75, "Value too large for defined data type"),
    EOPNOTSUPP(95, "Operation not supported"),
    EADDRINUSE(98, "Address already in use"),
    ETIMEDOUT(110, "Connection timed out"),
    EALREADY(114, "Operation already in progress"),
    ESTALE(116, "Stale file handle"),
    EDQUOT(122, "Disk quota exceeded"),
    ECANCELED(125, "Operation canceled"),
    /** The kernel's own, which no C library has a name for; bpf(2) answers it all the same. */
    ENOTSUPP(524, "Unknown error 524"),
    /** Any number that is not listed here; {@link SystemCallException#errorNumber()} keeps the number itself. */
    UNKNOWN(0, "Unknown error");

    private final int number;
    private final String text;

    Errno(final int number, final String text) {
        this.number = number;
        this.text = text;
    }

    /**
     * Looks an error number up.
     *
     * @param number positive, as in {@code errno}.
     * @return the constant, or {@link #UNKNOWN}.
     */
    public static Errno of(final int number) {
        for (final Errno errno : values()) {
            if (errno.number == number && errno != UNKNOWN) {
                return errno;
            }
        }
        return UNKNOWN;
    }

    /** {@return the positive number, as in {@code errno}} */
    public int number() {
        return number;
    }

    /** {@return the text that strerror(3) gives in the C locale} */
    public String text() {
        return text;
    }
}
