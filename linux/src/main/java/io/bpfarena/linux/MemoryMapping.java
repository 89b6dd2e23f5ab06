package io.bpfarena.linux;

import java.lang.foreign.MemorySegment;

/**
 * A range of the process's address space that mmap(2) gave, until {@link #close()} gives it back.
 *
 * <p>The segment has the global scope, so that access needs no liveness check: after {@code close()} a use of it is a
 * fault of the process, not an exception. Whoever closes makes sure that nobody uses it any more. All methods may be
 * called by any thread.
 */
public final class MemoryMapping implements AutoCloseable {
    /** Bytes in a page: the project's unit of allocation, and the only page size it supports. */
    public static final int PAGE_SIZE = 4096;

    private static final int MAP_SHARED = 0x01;
    private static final int MAP_PRIVATE = 0x02;
    private static final int MAP_FIXED = 0x10;
    private static final int MAP_ANONYMOUS = 0x20;
    private static final int MAP_NORESERVE = 0x4000;
    /** Since Linux 4.17; an older kernel takes the address as a hint, which is why the result is compared. */
    private static final int MAP_FIXED_NOREPLACE = 0x100000;
    private static final int MADV_DONTNEED = 4;

    private final MemorySegment segment;
    private boolean closed;

    private MemoryMapping(final long address, final long length) {
        this.segment = MemorySegment.ofAddress(address).reinterpret(length);
    }

    /**
     * Maps zeroed memory of this process alone, at an address of the kernel's choice. Memory is taken on first touch.
     *
     * @param length     bytes, rounded up to pages by the kernel.
     * @param protection what is allowed.
     * @return the mapping.
     * @throws SystemCallException ENOMEM if there is no room in the address space.
     */
    public static MemoryMapping anonymous(final long length, final Protection protection) {
        return map(0, length, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    }

    /**
     * Maps zeroed memory of this process alone at an address, which must be free.
     *
     * @param address    wanted, page-aligned.
     * @param length     bytes.
     * @param protection what is allowed.
     * @return the mapping.
     * @throws AddressInUseException if something is mapped in that range; it names what.
     * @throws SystemCallException   for any other failure.
     */
    public static MemoryMapping anonymousAt(final long address, final long length, final Protection protection) {
        return mapAt(address, length, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    }

    /**
     * Maps a file, shared with every process that maps it, at an address of the kernel's choice.
     *
     * @param length     bytes from the start of the file.
     * @param protection what is allowed.
     * @param file       to map; may be closed afterwards.
     * @return the mapping.
     * @throws SystemCallException for any failure.
     */
    public static MemoryMapping shared(final long length, final Protection protection, final LinuxFile file) {
        return map(0, length, protection, MAP_SHARED | MAP_NORESERVE, file.descriptor(), 0);
    }

    /**
     * Maps a file, shared, at a given address, which must be free.
     *
     * @param address    wanted, page-aligned.
     * @param length     bytes from the start of the file.
     * @param protection what is allowed.
     * @param file       to map; may be closed afterwards.
     * @return the mapping.
     * @throws AddressInUseException if something is mapped in that range; it names what.
     * @throws SystemCallException   for any other failure.
     */
    public static MemoryMapping sharedAt(
            final long address, final long length, final Protection protection, final LinuxFile file) {
        return mapAt(address, length, protection, MAP_SHARED | MAP_NORESERVE, file.descriptor(), 0);
    }

    private static MemoryMapping mapAt(
            final long address, final long length, final Protection protection, final int flags, final int fd,
            final long offset) {
        try {
            final MemoryMapping mapping =
                    map(address, length, protection, flags | MAP_FIXED_NOREPLACE, fd, offset);
            if (mapping.address() != address) {
                mapping.close();
                throw new AddressInUseException(address, length, ProcessMaps.overlapping(address, length));
            }
            return mapping;
        } catch (final SystemCallException e) {
            if (e.errno() == Errno.EEXIST) {
                throw new AddressInUseException(address, length, ProcessMaps.overlapping(address, length));
            }
            throw e;
        }
    }

    private static MemoryMapping map(
            final long address, final long length, final Protection protection, final int flags, final int fd,
            final long offset) {
        final long result = SystemCalls.mmap(address, length, protection.bits(), flags, fd, offset);
        if (result < 0 && result > -4096) {
            throw new SystemCallException(
                    "mmap(address=0x%x, length=%d, %s)".formatted(address, length, protection), (int) -result);
        }
        return new MemoryMapping(result, length);
    }

    /**
     * Puts a part of a file over a part of this mapping, in one step: what was there is replaced.
     *
     * @param offset     bytes into this mapping, page-aligned.
     * @param length     bytes; the range must lie within this mapping.
     * @param protection what is allowed.
     * @param file       to map, shared.
     * @param fileOffset bytes into the file, page-aligned.
     * @throws IndexOutOfBoundsException if the range is not within this mapping.
     * @throws SystemCallException       for any failure.
     */
    public void overlay(
            final long offset, final long length, final Protection protection, final LinuxFile file,
            final long fileOffset) {
        final long address = segment.asSlice(offset, length).address();
        final long result = SystemCalls.mmap(
                address, length, protection.bits(), MAP_SHARED | MAP_NORESERVE | MAP_FIXED, file.descriptor(),
                fileOffset);
        if (result != address) {
            throw new SystemCallException(
                    "mmap(address=0x%x, length=%d, %s, MAP_FIXED)".formatted(address, length, protection),
                    (int) -result);
        }
    }

    /**
     * Changes what is allowed in a range (mprotect(2)).
     *
     * @param offset     bytes into this mapping, page-aligned.
     * @param length     bytes.
     * @param protection what is allowed from now on.
     * @throws IndexOutOfBoundsException if the range is not within this mapping.
     * @throws SystemCallException       for any failure.
     */
    public void protect(final long offset, final long length, final Protection protection) {
        final long address = segment.asSlice(offset, length).address();
        final int result = SystemCalls.mprotect(address, length, protection.bits());
        if (result < 0) {
            throw new SystemCallException("mprotect(0x%x, %d, %s)".formatted(address, length, protection), -result);
        }
    }

    /**
     * Gives the memory of a range of an anonymous mapping back; the next touch finds zeros (MADV_DONTNEED).
     *
     * @param offset bytes into this mapping, page-aligned.
     * @param length bytes.
     * @throws IndexOutOfBoundsException if the range is not within this mapping.
     * @throws SystemCallException       for any failure.
     */
    public void discard(final long offset, final long length) {
        final long address = segment.asSlice(offset, length).address();
        final int result = SystemCalls.madvise(address, length, MADV_DONTNEED);
        if (result < 0) {
            throw new SystemCallException("madvise(0x%x, %d, MADV_DONTNEED)".formatted(address, length), -result);
        }
    }

    /** {@return the mapping as a segment of the global scope} */
    public MemorySegment segment() {
        return segment;
    }

    /** {@return where it starts in this process} */
    public long address() {
        return segment.address();
    }

    /** {@return its length in bytes} */
    public long length() {
        return segment.byteSize();
    }

    /** Unmaps. A second call does nothing. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            final int result = SystemCalls.munmap(segment.address(), segment.byteSize());
            if (result < 0) {
                throw new SystemCallException(
                        "munmap(0x%x, %d)".formatted(segment.address(), segment.byteSize()), -result);
            }
        }
    }
}
