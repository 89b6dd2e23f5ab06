package io.bpfarena.client.fault;

/** An access to arena memory that could not be done. Nothing was read or written. */
public abstract sealed class ArenaAccessException extends RuntimeException
        permits ArenaFullException, ArenaSegmentationFault, MisalignedAccessException, PageWithheldException {
    private static final long serialVersionUID = 1L;

    private final String arenaName;
    private final long address;

    ArenaAccessException(final String message, final String arenaName, final long address, final Throwable cause) {
        super(message, cause);
        this.arenaName = arenaName;
        this.address = address;
    }

    /** {@return the name of the arena} */
    public String arenaName() {
        return arenaName;
    }

    /** {@return the user address that could not be accessed} */
    public long address() {
        return address;
    }
}
