package io.bpfarena.runtime.memory;

import java.util.Objects;

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
     * Lowest address that a region may have. What lies below, and in the topmost 4 GiB, is how arena addresses look in
     * a program's registers: 32 bits, plus or minus 4 GiB if arithmetic overflowed. On Linux neither malloc nor mmap
     * hands out addresses so low.
     */
    public static final long LOWEST_ADDRESS = 1L << 33;

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if it has bytes below {@link #LOWEST_ADDRESS} or past the largest address.
     */
    public MemoryRegion {
        Objects.requireNonNull(name, "name");
        if (length < 0 || length > 0 && (address < LOWEST_ADDRESS || address > Long.MAX_VALUE - length)) {
            throw new IllegalArgumentException(
                    "%s: native memory of a program must lie at 0x%x or above: address=0x%x, length=%d"
                            .formatted(name, LOWEST_ADDRESS, address, length));
        }
    }

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
