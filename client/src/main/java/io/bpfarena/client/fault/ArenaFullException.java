package io.bpfarena.client.fault;

import io.bpfarena.linux.Errno;

/** A page could not be allocated for a touch: file system full, memory or a limit exhausted. */
public final class ArenaFullException extends ArenaAccessException {
    private static final long serialVersionUID = 1L;

    private final Errno errno;

    /**
     * @param arenaName name of the arena.
     * @param address   of the page.
     * @param errno     ENOSPC, ENOMEM or EDQUOT.
     * @param text      what the broker said.
     * @param cause     the answer, or {@code null}.
     */
    public ArenaFullException(
            final String arenaName, final long address, final Errno errno, final String text, final Throwable cause) {
        super("no memory for the page at 0x%x of arena %s: %s (%s)".formatted(address, arenaName, errno, text),
                arenaName, address, cause);
        this.errno = errno;
    }

    /** {@return ENOSPC, ENOMEM or EDQUOT} */
    public Errno errno() {
        return errno;
    }
}
