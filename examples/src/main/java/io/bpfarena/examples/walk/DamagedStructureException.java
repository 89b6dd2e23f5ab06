package io.bpfarena.examples.walk;

/** A structure in an arena is not what its layout says: somebody else wrote there, or is just changing it. */
public final class DamagedStructureException extends Exception {
    private static final long serialVersionUID = 1L;

    private final long address;

    /**
     * @param address of the node, or the pointer that cannot be followed.
     * @param what    is wrong there.
     */
    public DamagedStructureException(final long address, final String what) {
        super("at 0x%x: %s".formatted(address, what));
        this.address = address;
    }

    /** {@return the address of the node, or the pointer that cannot be followed} */
    public long address() {
        return address;
    }
}
