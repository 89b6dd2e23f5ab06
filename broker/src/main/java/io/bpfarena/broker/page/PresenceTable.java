package io.bpfarena.broker.page;

import io.bpfarena.client.memory.ArenaTableDescriptor;
import io.bpfarena.client.memory.ArenaTableHeader;
import io.bpfarena.linux.LinuxFile;
import io.bpfarena.linux.MemoryMapping;
import io.bpfarena.linux.Protection;
import io.bpfarena.runtime.arena.ArenaMemory;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * An arena's file {@code table}, mapped twice: its header, and its presence area laid over a table for the whole
 * 32-bit domain, so that the byte which an engine finds for an arena address is the very byte that clients see.
 *
 * <p>Worked example, base 0x300000005000: page 0 is arena page 5. Engines look at index
 * {@code (VIEW_GUARD + 0x5000) >>> 12} = 8 + 5. In the file the presence area begins at page 1, and page 0's byte is
 * the sixth of it, {@code presenceOffset} = 4096 + 5. A mapping begins at a page, so the reservation is arranged such
 * that index 8 of the table, which is arena page 0, begins one:
 *
 * <pre>
 *   reservation  0        4088     4096     4101
 *                +--------+--------+--------+----------------------------------
 *                | unused | guard  | 5 zeros| page 0, page 1, ...
 *                +--------+--------+--------+----------------------------------
 *   presence              0        8        13
 *   file                           4096     4101          mapped from 4096 on
 * </pre>
 *
 * An arena whose first page is arena page 4096 * n + k has its area mapped n pages further on.
 */
final class PresenceTable implements AutoCloseable {
    private static final int GUARD_PAGES = ArenaMemory.VIEW_GUARD >>> ArenaMemory.PAGE_SHIFT;
    private static final int START = MemoryMapping.PAGE_SIZE - GUARD_PAGES;
    private static final byte PRESENT = 1;
    private static final byte ABSENT = 0;

    private final MemoryMapping header;
    private final MemoryMapping reservation;
    private final MemorySegment presence;
    private final MemorySegment pages;

    private PresenceTable(
            final MemoryMapping header, final MemoryMapping reservation, final MemorySegment presence,
            final MemorySegment pages) {
        this.header = header;
        this.reservation = reservation;
        this.presence = presence;
        this.pages = pages;
    }

    /**
     * Maps a new table and publishes its header.
     *
     * @param file   as long as {@link ArenaTableDescriptor#fileLength} says, all zeros, its space allocated; may be
     *               closed afterwards.
     * @param header to write.
     * @return the table, no page present.
     * @throws io.bpfarena.linux.SystemCallException if it cannot be mapped.
     */
    static PresenceTable create(final LinuxFile file, final ArenaTableHeader header) {
        final int firstPage =
                (int) (header.baseAddress() >>> ArenaMemory.PAGE_SHIFT) & ArenaTableHeader.MAX_PAGE_COUNT - 1;
        final long areaLength =
                ArenaTableDescriptor.fileLength(header.baseAddress(), header.pageCount())
                        - ArenaTableDescriptor.HEADER_LENGTH;
        final MemoryMapping headerMapping =
                MemoryMapping.shared(ArenaTableDescriptor.HEADER_LENGTH, Protection.READ_WRITE, file);
        MemoryMapping reservation = null;
        try {
            reservation = MemoryMapping.anonymous(
                    (long) START + ArenaMemory.PRESENCE_SIZE + MemoryMapping.PAGE_SIZE & -MemoryMapping.PAGE_SIZE,
                    Protection.READ_WRITE);
            reservation.overlay(
                    MemoryMapping.PAGE_SIZE + (firstPage & -MemoryMapping.PAGE_SIZE), areaLength,
                    Protection.READ_WRITE, file, ArenaTableDescriptor.HEADER_LENGTH);
        } catch (final RuntimeException e) {
            if (reservation != null) {
                reservation.close();
            }
            headerMapping.close();
            throw e;
        }
        final MemorySegment presence = reservation.segment().asSlice(START, ArenaMemory.PRESENCE_SIZE);
        final PresenceTable table = new PresenceTable(
                headerMapping, reservation, presence, presence.asSlice(GUARD_PAGES + firstPage, header.pageCount()));
        ArenaTableDescriptor.write(table.headerBuffer(), header);
        return table;
    }

    private UnsafeBuffer headerBuffer() {
        return new UnsafeBuffer(header.address(), ArenaTableDescriptor.HEADER_LENGTH);
    }

    /** {@return the table of the whole domain, as {@link ArenaMemory#presence()} wants it} */
    MemorySegment presence() {
        return presence;
    }

    /**
     * Publishes pages: whoever sees the byte sees what was written to the page before.
     *
     * @param page  of the arena, from 0.
     * @param count pages.
     */
    void setPresent(final int page, final int count) {
        VarHandle.releaseFence();
        pages.asSlice(page, count).fill(PRESENT);
    }

    /**
     * Takes pages back.
     *
     * @param page  of the arena, from 0.
     * @param count pages.
     */
    void setAbsent(final int page, final int count) {
        pages.asSlice(page, count).fill(ABSENT);
        VarHandle.fullFence();
    }

    /** Tells clients that the arena is closed, and that no page is there any more. */
    void setClosed() {
        headerBuffer().putIntRelease(ArenaTableDescriptor.STATE_OFFSET, ArenaTableDescriptor.STATE_CLOSED);
        pages.fill(ABSENT);
        VarHandle.fullFence();
    }

    @Override
    public void close() {
        reservation.close();
        header.close();
    }
}
