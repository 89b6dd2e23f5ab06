package io.bpfarena.runtime.arena;

import io.bpfarena.linux.Errno;
import io.bpfarena.linux.MemoryMapping;
import io.bpfarena.linux.Protection;
import io.bpfarena.linux.SystemCallException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.BitSet;

/**
 * Arena memory of this process alone: two anonymous mappings that take memory on first touch. The view reserves 4 GiB
 * and 64 KiB of address space of which only the arena's own range can be touched.
 */
public final class PrivateArenaMemory implements ArenaMemory {
    private static final byte PRESENT = 1;
    private static final byte ABSENT = 0;

    private final long firstByte;
    private final MemoryMapping view;
    private final MemoryMapping presence;
    /** Pages into which a store that raced with a release may have gone. */
    private final BitSet released = new BitSet();

    private PrivateArenaMemory(final ArenaSpec spec, final MemoryMapping view, final MemoryMapping presence) {
        this.firstByte = VIEW_GUARD + (spec.userVmStart() & 0xFFFF_FFFFL);
        this.view = view;
        this.presence = presence;
    }

    /**
     * Makes the memory.
     *
     * @param spec what is wanted.
     * @return the memory; no page of it is present.
     * @throws ArenaException ENOMEM if the address space is not to be had.
     */
    public static PrivateArenaMemory create(final ArenaSpec spec) {
        MemoryMapping view = null;
        MemoryMapping presence = null;
        try {
            view = MemoryMapping.anonymous(VIEW_SIZE, Protection.NONE);
            presence = MemoryMapping.anonymous(PRESENCE_SIZE, Protection.READ_WRITE);
            final PrivateArenaMemory memory = new PrivateArenaMemory(spec, view, presence);
            view.protect(memory.firstByte, spec.length(), Protection.READ_WRITE);
            return memory;
        } catch (final SystemCallException e) {
            if (presence != null) {
                presence.close();
            }
            if (view != null) {
                view.close();
            }
            throw new ArenaException(Errno.ENOMEM, "no address space for arena '%s': %s"
                    .formatted(spec.mapName(), e.getMessage()));
        }
    }

    @Override
    public MemorySegment view() {
        return view.segment();
    }

    @Override
    public MemorySegment presence() {
        return presence.segment();
    }

    /**
     * A page that was never released is zero. One that was may have got a store since {@link #release} discarded it: a
     * program tests presence and stores in two steps, and the release may come between them.
     */
    @Override
    public void commit(final int page, final int count) {
        final int first = released.nextSetBit(page);
        if (first >= 0 && first < page + count) {
            try {
                discard(page, count);
            } catch (final SystemCallException e) {
                throw new ArenaException(Errno.ENOMEM, "pages %d to %d cannot be zeroed: %s"
                        .formatted(page, page + count - 1, e.getMessage()));
            }
            released.clear(page, page + count);
        }
        VarHandle.releaseFence();
        setPresence(page, count, PRESENT);
    }

    @Override
    public void release(final int page, final int count) {
        setPresence(page, count, ABSENT);
        VarHandle.fullFence();
        released.set(page, page + count);
        discard(page, count);
    }

    private void discard(final int page, final int count) {
        view.discard(firstByte + ((long) page << PAGE_SHIFT), (long) count << PAGE_SHIFT);
    }

    private void setPresence(final int page, final int count, final byte value) {
        presence.segment().asSlice((firstByte >>> PAGE_SHIFT) + page, count).fill(value);
    }

    @Override
    public void close() {
        view.close();
        presence.close();
    }
}
