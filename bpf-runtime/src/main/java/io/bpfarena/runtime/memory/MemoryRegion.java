package io.bpfarena.runtime.memory;

/**
 * A range of native memory that a program may touch: its context, its stack, the values of a map, a packet. Arena
 * memory is not one of these: it is reached through the 32-bit view.
 *
 * @param name     for fault reports, such as {@code "map .bss"}.
 * @param address  of the first byte in this process.
 * @param length   bytes.
 * @param writable whether stores are allowed.
 */
public record MemoryRegion(String name, long address, long length, boolean writable) {
    /**
     * Whether an access lies wholly within the region.
     *
     * @param start  address of its first byte.
     * @param size   bytes, not negative.
     * @return true if every byte is inside.
     */
    public boolean contains(final long start, final long size) {
        final long offset = start - address;
        return offset >= 0 && size <= length && offset <= length - size;
    }
}
