package io.bpfarena.broker.page;

import io.bpfarena.client.memory.ArenaTableHeader;
import io.bpfarena.linux.Errno;
import io.bpfarena.linux.MemoryMapping;
import io.bpfarena.linux.Protection;
import io.bpfarena.linux.SystemCallException;
import io.bpfarena.runtime.arena.ArenaException;
import io.bpfarena.runtime.arena.ArenaMemory;
import io.bpfarena.runtime.arena.ArenaSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * An arena's memory in files that clients map too.
 *
 * <p>Worked example, base 0x300000000000, 1000 pages:
 *
 * <pre>
 *   view (4 GiB + 64 KiB reserved)        file "pages"          a client
 *   0        guard, 32 KiB
 *   32768    arena address 0       &lt;----  page 0          ----&gt; 0x300000000000
 *   36864    arena address 0x1000  &lt;----  page 1          ----&gt; 0x300000001000
 *   ...      from 0x3e8000 on nothing is mapped
 *
 *   commit(1, 1):   fallocate the page  -&gt; ENOSPC is an exception here, and not a SIGBUS in whoever touches it
 *                   fill it with zeros     a client may have scribbled there without asking
 *                   presence[1] = 1        release
 *   release(1, 1):  presence[1] = 0        a checking accessor asks from now on
 *                   punch a hole           the page vanishes from every mapping
 * </pre>
 *
 * <p>Which pages are taken is told by the arena map and the presence table, which the broker alone writes; what lies in
 * {@code pages}, or how much of it the file system holds, decides nothing.
 */
public final class SharedArenaMemory implements ArenaMemory {
    private final int id;
    private final String name;
    private final ArenaFiles files;
    private final PresenceTable table;
    private final MemoryMapping view;
    private final long viewOffset;
    private final long length;
    private boolean closed;

    private SharedArenaMemory(
            final ArenaTableHeader header, final ArenaFiles files, final PresenceTable table,
            final MemoryMapping view) {
        this.id = header.arenaId();
        this.name = header.name();
        this.files = files;
        this.table = table;
        this.view = view;
        this.viewOffset = viewOffset(header.baseAddress());
        this.length = header.length();
    }

    /**
     * Maps the files of a new arena.
     *
     * @param files  just made; closed with the memory.
     * @param header to publish.
     * @param spec   base and size.
     * @return the memory, no page present.
     * @throws ArenaException ENOMEM if there is no room in the address space.
     */
    static SharedArenaMemory create(final ArenaFiles files, final ArenaTableHeader header, final ArenaSpec spec) {
        MemoryMapping view = null;
        try {
            view = MemoryMapping.anonymous(VIEW_SIZE, Protection.READ_WRITE);
            view.overlay(viewOffset(spec.userVmStart()), spec.length(), Protection.READ_WRITE, files.pages(), 0);
            return new SharedArenaMemory(header, files, PresenceTable.create(files.table(), header), view);
        } catch (final SystemCallException e) {
            if (view != null) {
                view.close();
            }
            files.close();
            throw ArenaFiles.failed("arena " + header.name() + " cannot be mapped", e);
        }
    }

    private static long viewOffset(final long base) {
        return VIEW_GUARD + (base & 0xFFFF_FFFFL);
    }

    /** {@return the broker's number for the arena} */
    public int id() {
        return id;
    }

    /** {@return the arena's name, which is also its directory's} */
    public String name() {
        return name;
    }

    @Override
    public MemorySegment view() {
        return view.segment();
    }

    @Override
    public MemorySegment presence() {
        return table.presence();
    }

    @Override
    public void commit(final int page, final int count) {
        final long offset = (long) page << PAGE_SHIFT;
        final long bytes = (long) count << PAGE_SHIFT;
        try {
            files.pages().allocate(offset, bytes);
            view.segment().asSlice(viewOffset + offset, bytes).fill((byte) 0);
        } catch (final SystemCallException e) {
            giveBack(offset, bytes);
            throw ArenaFiles.failed("arena %s: no memory for %d pages".formatted(name, count), e);
        } catch (final InternalError e) {
            // A SIGBUS on the way: somebody who may write the file has cut it short.
            throw new ArenaException(Errno.EIO, "arena %s: its file %s of %d bytes was cut to %d by another process"
                    .formatted(name, files.pages().path(), length, files.pages().length()));
        }
        table.setPresent(page, count);
    }

    /** Best effort, on the way out of a failure or of the arena's life: what it does not get goes with the file. */
    private void giveBack(final long offset, final long bytes) {
        try {
            files.pages().punchHole(offset, bytes);
        } catch (final SystemCallException e) {
            files.onError(e);
        }
    }

    @Override
    public void release(final int page, final int count) {
        table.setAbsent(page, count);
        final long offset = (long) page << PAGE_SHIFT;
        final long bytes = (long) count << PAGE_SHIFT;
        try {
            files.pages().punchHole(offset, bytes);
        } catch (final SystemCallException e) {
            throw ArenaFiles.failed("arena %s: cannot give %d pages back".formatted(name, count), e);
        }
    }

    /** Tells clients that the arena ends: its state is closed, every presence byte 0. Its memory stays until close. */
    public synchronized void markClosed() {
        if (!closed) {
            try {
                table.setClosed();
            } catch (final InternalError e) {
                files.onError(new IOException("the table of arena " + name + " was cut short by another process", e));
            }
        }
    }

    /** Closes, gives the memory back even while clients have it mapped, and deletes the files. Idempotent. */
    @Override
    public synchronized void close() {
        if (!closed) {
            markClosed();
            closed = true;
            giveBack(0, length);
            table.close();
            view.close();
            files.close();
        }
    }
}
