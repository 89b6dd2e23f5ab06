package io.bpfarena.linux;

/**
 * The umask of this process: which permission bits new files do not get. It is one for all threads and whatever they
 * do, so it is for those who own the process.
 */
public final class FileCreationMask {
    private FileCreationMask() {
    }

    /**
     * Sets it (umask(2), which cannot fail).
     *
     * @param mask permission bits, such as 0007.
     * @return what it was before.
     */
    public static int set(final int mask) {
        return SystemCalls.umask(mask);
    }
}
