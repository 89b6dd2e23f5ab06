package io.bpfarena.client.fault;

/** A fault was answered as resolved again and again, but the page never became present, or was freed each time. */
public final class PageWithheldException extends ArenaAccessException {
    private static final long serialVersionUID = 1L;

    /**
     * @param arenaName name of the arena.
     * @param address   touched.
     * @param faults    that were answered as resolved.
     */
    public PageWithheldException(final String arenaName, final long address, final int faults) {
        super("the page at 0x%x of arena %s is still absent after %d faults that were answered as resolved"
                .formatted(address, arenaName, faults), arenaName, address, null);
    }
}
