package io.bpfarena.client.fault;

/** What would be SIGSEGV where a kernel's arena is touched: an address outside it, or a page that is not there. */
public final class ArenaSegmentationFault extends ArenaAccessException {
    private static final long serialVersionUID = 1L;

    private ArenaSegmentationFault(final String message, final String arenaName, final long address) {
        super(message, arenaName, address, null);
    }

    /**
     * The address, or a byte of the range that starts there, is not in the arena.
     *
     * @param arenaName   name of the arena.
     * @param address     first byte wanted.
     * @param length      bytes wanted.
     * @param base        of the arena.
     * @param arenaLength bytes of the arena.
     * @return to throw.
     */
    public static ArenaSegmentationFault outside(
            final String arenaName, final long address, final long length, final long base, final long arenaLength) {
        return new ArenaSegmentationFault(
                "segmentation fault at 0x%x: %d bytes there are not within arena %s, 0x%x-0x%x"
                        .formatted(address, length, arenaName, base, base + arenaLength),
                arenaName, address);
    }

    /**
     * The page is not allocated, and the arena does not allocate on touch.
     *
     * @param arenaName name of the arena.
     * @param address   touched.
     * @param page      of the arena.
     * @return to throw.
     */
    public static ArenaSegmentationFault notAllocated(final String arenaName, final long address, final int page) {
        return new ArenaSegmentationFault(
                "segmentation fault at 0x%x: page %d of arena %s is not allocated, and the arena has SEGV_ON_FAULT"
                        .formatted(address, page, arenaName),
                arenaName, address);
    }
}
