package io.bpfarena.runtime.arena;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.map.MapException;
import io.bpfarena.runtime.map.MapFlags;
import io.bpfarena.runtime.map.MapIds;
import io.bpfarena.runtime.map.MapType;
import io.bpfarena.runtime.memory.MemoryRegion;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The arena map (kernel/bpf/arena.c): a {@link RangeTree} says which pages are free to be handed out, the presence
 * table of the {@link ArenaMemory} which have memory. A page is in one of three states:
 *
 * <pre>
 *              alloc, user fault                       reserve
 *   allocated <------------------ free to be handed out -----> reserved
 *   taken, present                absent                       taken, absent
 *       |                         ^      ^                        |  |
 *       +-------- free -----------+      +-------- free ----------+  |
 *       ^                                                            |
 *       +------------------------ user fault ------------------------+
 * </pre>
 *
 * One lock guards both, and is never held for more than {@link #CHUNK} pages' work: a fault or a question of another
 * thread does not wait for a long allocation to end. Memory is asked for and given back in runs of pages, and listeners
 * hear of it when the lock is no longer held.
 */
public final class PagedArenaMap implements ArenaMap {
    private static final int PAGE_MASK = ArenaMemory.PAGE_SIZE - 1;
    /** Pages that are committed or released while the lock is held: some 3 ms of work on a file. */
    static final int CHUNK = 256;
    private static final int NUMA_NO_NODE = -1;
    /** There is one node as far as this runtime knows, as on a kernel without NUMA. */
    private static final int NODES = 1;

    private final int id = MapIds.next();
    private final ArenaSpec spec;
    private final ArenaMemory memory;
    private final Runnable onClose;
    private final PresentPages present;
    private final RangeTree freePages = new RangeTree();
    private final List<ArenaListener> listeners = new CopyOnWriteArrayList<>();
    private final PagesUnderWay underWay = new PagesUnderWay();
    /** Fair, so that whoever waits has its turn between two chunks of a long allocation. */
    private final ReentrantLock lock = new ReentrantLock(true);

    private int allocatedPages;
    private long faults;
    private long allocations;
    private long frees;
    private boolean closed;

    /**
     * Makes an arena without a single page.
     *
     * @param spec    checked already.
     * @param memory  to which it belongs from now on.
     * @param onClose run at the end of {@link #close()}.
     */
    PagedArenaMap(final ArenaSpec spec, final ArenaMemory memory, final Runnable onClose) {
        this.spec = spec;
        this.memory = memory;
        this.onClose = onClose;
        this.present = new PresentPages(memory, spec.userVmStart());
        freePages.release(0, spec.pages());
    }

    @Override
    public long allocPages(final long address, final int pages, final int node, final long flags) {
        if (flags != 0 || pages <= 0 || pages > spec.pages() || node != NUMA_NO_NODE && (node < 0 || node >= NODES)) {
            return 0;
        }
        if (address != 0 && ((address & PAGE_MASK) != 0 || pageOf(address) > spec.pages() - pages)) {
            return 0;
        }
        final int page;
        lock.lock();
        try {
            checkOpen();
            page = address != 0 ? pageOf(address) : freePages.find(pages);
            if (page < 0 || !freePages.isFree(page, pages)) {
                return 0;
            }
            freePages.take(page, pages);
            if (pages > CHUNK) {
                underWay.add(page, pages);
            } else if (!commit(page, pages)) {
                return 0;
            }
        } finally {
            lock.unlock();
        }
        if (pages > CHUNK && !commitInChunks(page, pages)) {
            return 0;
        }
        return spec.userVmStart() + ((long) page << ArenaMemory.PAGE_SHIFT);
    }

    /** Commits a range that was taken, under the lock. If there is no memory, gives the range back. */
    private boolean commit(final int page, final int pages) {
        boolean committed = false;
        try {
            memory.commit(page, pages);
            committed = true;
            allocatedPages += pages;
            allocations += pages;
        } catch (final ArenaException e) {
            return false;
        } finally {
            if (!committed) {
                freePages.release(page, pages);
            }
        }
        return true;
    }

    /**
     * Commits a long range that was taken and is under way, a chunk at a time, so that nobody else waits for all of it.
     * Between the chunks user space may fault a page of it in, which then stays as it is; frees pass it over. If there
     * is no memory, gives back what it had got.
     */
    private boolean commitInChunks(final int page, final int pages) {
        final List<PresentPages.Run> committed = new ArrayList<>();
        boolean complete = false;
        try {
            for (int done = 0; done < pages; done += CHUNK) {
                commitAbsent(page + done, Math.min(CHUNK, pages - done), committed);
            }
            complete = true;
        } catch (final ArenaException e) {
            if (e.errno() == Errno.ENODEV) {
                throw e;
            }
        } finally {
            endUnderWay(page, pages, complete, committed);
        }
        return complete;
    }

    private void commitAbsent(final int page, final int count, final List<PresentPages.Run> committed) {
        lock.lock();
        try {
            checkOpen();
            for (final PresentPages.Run run : present.absentRuns(page, count)) {
                memory.commit(run.page(), run.count());
                allocatedPages += run.count();
                allocations += run.count();
                committed.add(run);
            }
        } finally {
            lock.unlock();
        }
    }

    private void endUnderWay(
            final int page, final int pages, final boolean complete, final List<PresentPages.Run> committed) {
        lock.lock();
        try {
            underWay.remove(page, pages);
            if (!complete && !closed) {
                for (final PresentPages.Run run : committed) {
                    allocatedPages -= run.count();
                    allocations -= run.count();
                    memory.release(run.page(), run.count());
                }
                for (final PresentPages.Run run : present.absentRuns(page, pages)) {
                    freePages.release(run.page(), run.count());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void freePages(final long address, final int pages) {
        final int page = pageOf(address);
        if (address == 0 || pages <= 0 || page >= spec.pages()) {
            return;
        }
        final int end = page + Math.min(pages, spec.pages() - page);
        final List<PresentPages.Run> freed = new ArrayList<>();
        for (int at = page; at < end; at += CHUNK) {
            lock.lock();
            try {
                checkOpen();
                for (final PresentPages.Run run : underWay.others(at, Math.min(CHUNK, end - at))) {
                    freeLocked(run.page(), run.count(), freed);
                }
            } finally {
                lock.unlock();
            }
        }
        for (final PresentPages.Run run : PresentPages.joined(freed)) {
            for (final ArenaListener listener : listeners) {
                listener.onPagesFreed(run.page(), run.count());
            }
        }
    }

    /** Each run is off the books before its memory goes: a failure leaves space unreturned but nothing wrong. */
    private void freeLocked(final int page, final int count, final List<PresentPages.Run> freed) {
        final List<PresentPages.Run> runs = present.runs(page, count);
        try {
            for (final PresentPages.Run run : runs) {
                allocatedPages -= run.count();
                frees += run.count();
                freed.add(run);
                memory.release(run.page(), run.count());
            }
        } finally {
            for (final PresentPages.Run run : present.absentRuns(page, count)) {
                freePages.release(run.page(), run.count());
            }
        }
    }

    @Override
    public int reservePages(final long address, final int pages) {
        if (pages == 0 || (address & PAGE_MASK) != 0) {
            return 0;
        }
        final int page = pageOf(address);
        if (pages < 0 || page > spec.pages() - pages) {
            return -Errno.EINVAL.number();
        }
        lock.lock();
        try {
            checkOpen();
            if (!freePages.isFree(page, pages)) {
                return -Errno.EBUSY.number();
            }
            freePages.take(page, pages);
            return 0;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public FaultOutcome faultIn(final int page) {
        if (page < 0 || page >= spec.pages()) {
            throw new ArenaException(Errno.ERANGE, "arena '%s' has no page %d: pages=%d"
                    .formatted(name(), page, spec.pages()));
        }
        lock.lock();
        try {
            checkOpen();
            return faultInLocked(page);
        } finally {
            lock.unlock();
        }
    }

    private FaultOutcome faultInLocked(final int page) {
        if (present.isPresent(page)) {
            return FaultOutcome.PRESENT;
        }
        if ((spec.flags() & MapFlags.SEGV_ON_FAULT) != 0) {
            return FaultOutcome.SEGV;
        }
        memory.commit(page, 1);
        freePages.take(page, 1);
        allocatedPages++;
        faults++;
        return FaultOutcome.ALLOCATED;
    }

    /**
     * Reads as user space would: a page that is not there is faulted in.
     *
     * @param offset bytes from the start of the arena.
     * @param bytes  that receive what is there.
     * @throws ArenaException EFAULT where a touch would be a segmentation fault, ENOSPC or ENOMEM without memory.
     */
    public void read(final long offset, final byte[] bytes) {
        lock.lock();
        try {
            touch(offset, bytes.length);
            MemorySegment.copy(
                    memory.view(), ValueLayout.JAVA_BYTE, present.viewOffset(offset), bytes, 0, bytes.length);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes as user space would: a page that is not there is faulted in.
     *
     * @param offset bytes from the start of the arena.
     * @param bytes  to write.
     * @throws ArenaException EFAULT where a touch would be a segmentation fault, ENOSPC or ENOMEM without memory.
     */
    public void write(final long offset, final byte[] bytes) {
        lock.lock();
        try {
            touch(offset, bytes.length);
            MemorySegment.copy(
                    bytes, 0, memory.view(), ValueLayout.JAVA_BYTE, present.viewOffset(offset), bytes.length);
        } finally {
            lock.unlock();
        }
    }

    private void touch(final long offset, final int length) {
        checkOpen();
        if (offset < 0 || length > spec.length() - offset) {
            throw new ArenaException(Errno.ERANGE, "arena '%s' has no bytes %d to %d: size=%d"
                    .formatted(name(), offset, offset + length, spec.length()));
        }
        for (long page = offset >>> ArenaMemory.PAGE_SHIFT; page << ArenaMemory.PAGE_SHIFT < offset + length; page++) {
            if (faultInLocked((int) page) == FaultOutcome.SEGV) {
                throw new ArenaException(Errno.EFAULT, "arena '%s': page %d is not there (BPF_F_SEGV_ON_FAULT)"
                        .formatted(name(), page));
            }
        }
    }

    /** Kernel: compute_pgoff, in 32 bits. */
    private int pageOf(final long address) {
        return ((int) address - (int) spec.userVmStart()) >>> ArenaMemory.PAGE_SHIFT;
    }

    private void checkOpen() {
        if (closed) {
            throw new ArenaException(Errno.ENODEV, "arena '%s' was closed".formatted(name()));
        }
    }

    @Override
    public void addListener(final ArenaListener listener) {
        listeners.add(listener);
    }

    @Override
    public ArenaStatistics statistics() {
        lock.lock();
        try {
            final int reserved = spec.pages() - freePages.free() - allocatedPages;
            return new ArenaStatistics(spec.pages(), allocatedPages, reserved, faults, allocations, frees);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long userVmStart() {
        return spec.userVmStart();
    }

    @Override
    public ArenaMemory memory() {
        return memory;
    }

    @Override
    public int id() {
        return id;
    }

    @Override
    public MapType type() {
        return MapType.ARENA;
    }

    @Override
    public String name() {
        return spec.mapName();
    }

    @Override
    public int keySize() {
        return 0;
    }

    @Override
    public int valueSize() {
        return 0;
    }

    @Override
    public int maxEntries() {
        return spec.pages();
    }

    @Override
    public int flags() {
        return spec.flags();
    }

    @Override
    public List<MemoryRegion> regions() {
        return List.of();
    }

    /** {@return 0; user space is told EINVAL, and programs may not call it (arena_map_lookup_elem)} */
    @Override
    public long lookup(final long key) {
        return 0;
    }

    @Override
    public long update(final long key, final long value, final long flags) {
        return -Errno.EOPNOTSUPP.number();
    }

    @Override
    public long delete(final long key) {
        return -Errno.EOPNOTSUPP.number();
    }

    @Override
    public long nextKey(final long key, final long nextKey) {
        return -Errno.EOPNOTSUPP.number();
    }

    /** The offset is unsigned here, and the end itself is within range (arena_map_direct_value_addr). */
    @Override
    public long directValueAddress(final int offset) {
        final long unsigned = Integer.toUnsignedLong(offset);
        if (unsigned > spec.length()) {
            throw new MapException(Errno.ERANGE, "arena '%s' has no offset 0x%x: size=%d"
                    .formatted(name(), unsigned, spec.length()));
        }
        return spec.userVmStart() + unsigned;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            memory.close();
        } finally {
            lock.unlock();
        }
        onClose.run();
    }

    @Override
    public String toString() {
        return "arena %s at 0x%x, %d pages".formatted(name(), userVmStart(), maxEntries());
    }
}
