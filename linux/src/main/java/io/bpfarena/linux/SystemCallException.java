package io.bpfarena.linux;

/** A system call failed. The message names the call, its arguments and the error. */
public final class SystemCallException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int errorNumber;

    /**
     * @param call        the call and its arguments, such as {@code mmap(0x300000000000, 4096)}.
     * @param errorNumber {@code errno} after the call, positive.
     */
    public SystemCallException(final String call, final int errorNumber) {
        super(call + ": " + describe(errorNumber));
        this.errorNumber = errorNumber;
    }

    private static String describe(final int errorNumber) {
        final Errno errno = Errno.of(errorNumber);
        return errno == Errno.UNKNOWN ? "errno " + errorNumber : errno + " (" + errno.text() + ")";
    }

    /** {@return the constant for the error number, {@link Errno#UNKNOWN} if there is none} */
    public Errno errno() {
        return Errno.of(errorNumber);
    }

    /** {@return {@code errno} itself} */
    public int errorNumber() {
        return errorNumber;
    }
}
