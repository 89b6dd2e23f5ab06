package io.bpfarena.client.memory;

/**
 * What an arena's {@code table} says in its header; see {@link ArenaTableDescriptor}.
 *
 * @param arenaId     the broker's number for it.
 * @param name        as in the directory's name.
 * @param baseAddress where every client maps page 0; page-aligned.
 * @param pageCount   its size in pages, 1 to 1,048,576.
 * @param flags       {@code map_flags}.
 * @param epoch       number of the broker's run that serves it.
 * @param state       {@link ArenaTableDescriptor#STATE_OPEN} or {@link ArenaTableDescriptor#STATE_CLOSED}.
 */
public record ArenaTableHeader(
        int arenaId, String name, long baseAddress, int pageCount, int flags, long epoch, int state) {
    /** Pages in 4 GiB, the most an arena can have. */
    public static final int MAX_PAGE_COUNT = 1 << 20;

    /** {@return the size of the arena in bytes} */
    public long length() {
        return (long) pageCount << 12;
    }

    /**
     * Checks that an arena can be like this.
     *
     * @return this.
     * @throws ArenaFormatException if size or place are impossible.
     */
    public ArenaTableHeader checked() throws ArenaFormatException {
        if (pageCount < 1 || pageCount > MAX_PAGE_COUNT) {
            throw new ArenaFormatException("table has page count %d, expected 1 to %d"
                    .formatted(pageCount, MAX_PAGE_COUNT));
        }
        final long last = baseAddress + length() - 1;
        if ((baseAddress & 0xFFF) != 0 || baseAddress <= 0 || last >>> 47 != 0 || baseAddress >>> 32 != last >>> 32) {
            throw new ArenaFormatException(("table has base address 0x%x for %d pages: it must be page-aligned, in the "
                    + "lower half of the address space, and not cross a 4 GiB boundary")
                    .formatted(baseAddress, pageCount));
        }
        return this;
    }
}
