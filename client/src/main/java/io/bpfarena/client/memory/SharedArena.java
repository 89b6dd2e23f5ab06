package io.bpfarena.client.memory;

import io.bpfarena.client.fault.ArenaSegmentationFault;
import io.bpfarena.client.fault.FaultHandler;
import io.bpfarena.client.fault.FaultResolution;
import io.bpfarena.client.fault.FaultStatistics;
import io.bpfarena.client.fault.PageWithheldException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One arena, mapped at its own address for as long as this is open.
 *
 * <p>Any thread may call any method. Access goes through {@link io.bpfarena.client.view.ArenaAccessor} (checked) or
 * {@link io.bpfarena.client.view.ArenaView} (ranges as segment, buffer or bytes store).
 *
 * <p><b>Closing unmaps.</b> The memory has the global scope, so that an access costs no liveness check: using an
 * accessor, segment, buffer or pointer into the arena after {@link #close()} ends the process with SIGSEGV. Whoever
 * closes makes sure that nobody uses it any more.
 */
public final class SharedArena implements AutoCloseable {
    /** So many answers in a row may claim that a page is there while it is not, before it is an error. */
    static final int MAX_FAULTS_WITHOUT_PROGRESS = 100;

    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    private static final VarHandle PRESENCE = ValueLayout.JAVA_BYTE.varHandle();
    private static final int PAGE_SHIFT = 12;

    private final ArenaMapping mapping;
    private final ArenaTableHeader header;
    private final long presenceAddress;
    private final FaultHandler faultHandler;
    private final Runnable onClose;
    private final FaultStatistics faultStatistics = new FaultStatistics();
    private final AtomicBoolean closed = new AtomicBoolean();

    private SharedArena(final ArenaMapping mapping, final FaultHandler faultHandler, final Runnable onClose) {
        this.mapping = mapping;
        this.header = mapping.header();
        this.presenceAddress = mapping.table().address() + ArenaTableDescriptor.presenceOffset(header.baseAddress());
        this.faultHandler = faultHandler;
        this.onClose = onClose;
    }

    /**
     * Maps an arena: {@code table} read-only, {@code pages} at the arena's base address.
     *
     * @param tablePath    the file {@code table}.
     * @param pagesPath    the file {@code pages}.
     * @param expected     what the broker said of the arena; the table must say the same.
     * @param faultHandler resolves faults.
     * @param onClose      called once, after unmapping.
     * @return the arena.
     * @throws ArenaMappingException if a file is missing, short, or not what was expected, or the address is taken.
     */
    public static SharedArena map(
            final Path tablePath, final Path pagesPath, final ArenaTableHeader expected,
            final FaultHandler faultHandler, final Runnable onClose) {
        return new SharedArena(ArenaMapping.open(tablePath, pagesPath, expected), faultHandler, onClose);
    }

    /** {@return the broker's number for it} */
    public int id() {
        return header.arenaId();
    }

    /** {@return its name} */
    public String name() {
        return header.name();
    }

    /** {@return the address of its first byte, in this and every other process} */
    public long baseAddress() {
        return header.baseAddress();
    }

    /** {@return its size in pages} */
    public int pageCount() {
        return header.pageCount();
    }

    /** {@return its size in bytes} */
    public long length() {
        return header.length();
    }

    /** {@return {@code map_flags}} */
    public int flags() {
        return header.flags();
    }

    /** {@return the number of the broker's run that made it} */
    public long epoch() {
        return header.epoch();
    }

    /** {@return how the faults of this process went} */
    public FaultStatistics faultStatistics() {
        return faultStatistics;
    }

    /** {@return the address of page 0's presence byte in this process, read-only; see {@link ArenaTableDescriptor}} */
    public long presenceAddress() {
        return presenceAddress;
    }

    /** {@return whether {@link #close()} was called} */
    public boolean isClosed() {
        return closed.get();
    }

    /**
     * Whether a page is there, with acquire semantics: what its allocator wrote before it became present is seen.
     *
     * @param page from 0.
     * @return whether its presence byte is set.
     * @throws IndexOutOfBoundsException if the arena has no such page.
     */
    public boolean isPresent(final int page) {
        return isPresentUnchecked(Objects.checkIndex(page, header.pageCount()));
    }

    private boolean isPresentUnchecked(final int page) {
        return (byte) PRESENCE.getAcquire(MEMORY, presenceAddress + page) != 0;
    }

    /**
     * Whether a range lies within the arena.
     *
     * @param address of its first byte.
     * @param length  bytes, not negative.
     * @return whether all of it does.
     */
    public boolean contains(final long address, final long length) {
        final long offset = address - header.baseAddress();
        return offset >= 0 && length >= 0 && length <= header.length() && offset <= header.length() - length;
    }

    /**
     * Has the pages of a range made present, as a touch of each would.
     *
     * @param address of its first byte.
     * @param length  bytes; 0 asks for nothing.
     * @throws ArenaSegmentationFault if the range is not within the arena, or the arena does not allocate on touch.
     * @throws io.bpfarena.client.fault.ArenaFullException if there is no memory for a page.
     * @throws PageWithheldException  if pages are freed as fast as they are asked for.
     */
    public void ensurePresent(final long address, final long length) {
        if (!contains(address, length)) {
            throw ArenaSegmentationFault.outside(
                    header.name(), address, length, header.baseAddress(), header.length());
        }
        if (length == 0) {
            return;
        }
        final int end = pageOf(address + length - 1) + 1;
        int faults = 0;
        int page = nextAbsent(pageOf(address), end);
        while (page < end) {
            faultIn(page, absentRun(page, end), Math.max(address, addressOf(page)));
            final int next = nextAbsent(page, end);
            faults = next == page ? faults + 1 : 0;
            if (faults == MAX_FAULTS_WITHOUT_PROGRESS) {
                throw new PageWithheldException(header.name(), addressOf(page), faults);
            }
            page = next;
        }
    }

    private void faultIn(final int page, final int pageCount, final long address) {
        final long start = System.nanoTime();
        final FaultResolution resolution;
        try {
            resolution = faultHandler.faultIn(page, pageCount);
        } catch (final RuntimeException e) {
            faultStatistics.recordFailure();
            throw e;
        }
        faultStatistics.record(resolution, System.nanoTime() - start);
        if (resolution == FaultResolution.SEGV) {
            throw ArenaSegmentationFault.notAllocated(header.name(), address, page);
        }
    }

    private int pageOf(final long address) {
        return (int) (address - header.baseAddress() >>> PAGE_SHIFT);
    }

    private long addressOf(final int page) {
        return header.baseAddress() + ((long) page << PAGE_SHIFT);
    }

    private int nextAbsent(final int from, final int end) {
        int page = from;
        while (page < end && isPresentUnchecked(page)) {
            page++;
        }
        return page;
    }

    private int absentRun(final int from, final int end) {
        int page = from + 1;
        while (page < end && !isPresentUnchecked(page)) {
            page++;
        }
        return page - from;
    }

    /** Unmaps; see the rule at the top. A second call does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            mapping.close();
            onClose.run();
        }
    }

    @Override
    public String toString() {
        return "SharedArena[%s, 0x%x-0x%x, %d pages]".formatted(
                header.name(), header.baseAddress(), header.baseAddress() + header.length(), header.pageCount());
    }
}
