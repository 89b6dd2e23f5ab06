package io.bpfarena.client.fault;

/** An atomic or ordered access whose address is not a multiple of its size. */
public final class MisalignedAccessException extends ArenaAccessException {
    private static final long serialVersionUID = 1L;

    /**
     * @param arenaName name of the arena.
     * @param address   wanted.
     * @param size      of the access in bytes.
     */
    public MisalignedAccessException(final String arenaName, final long address, final int size) {
        super("atomic access of %d bytes at 0x%x of arena %s: the address is not a multiple of the size"
                .formatted(size, address, arenaName), arenaName, address, null);
    }
}
