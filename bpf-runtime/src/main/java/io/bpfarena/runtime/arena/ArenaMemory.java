package io.bpfarena.runtime.arena;

import java.lang.foreign.MemorySegment;

/**
 * The memory behind an arena, as the runtime sees it: a view of the whole 32-bit domain with guards, a presence table,
 * and pages that come and go. {@code PrivateArenaMemory} is of this process alone; the broker has one on shared files.
 *
 * <p>Worked example, base 0x300000000000, 1000 pages. The user address 0x300000002010 is arena address 0x2010 (its low
 * 32 bits), byte {@code VIEW_GUARD + 0x2010} of the {@link #view()}, and its page's byte in {@link #presence()} is at
 * {@code (VIEW_GUARD + 0x2010) >>> 12}. A load may carry an offset of -32768 to 32767, so the view goes on for 32 KiB
 * on either side (kernel/bpf/arena.c, GUARD_SZ); the presence bytes of the guards, and of all pages outside the arena,
 * are 0 for ever. With a base that is not 4 GiB-aligned page 0 stands at arena address {@code (int) base}, not at 0.
 *
 * <p>View and presence may be read by any thread. {@link #commit} and {@link #release} are called under the arena's
 * lock. A page whose presence byte is 0 must not be touched through the view, not even to load from it: on a shared
 * file that would allocate it.
 */
public interface ArenaMemory extends AutoCloseable {
    /** Bytes before arena address 0 and after arena address 2^32 - 1 in the view. */
    int VIEW_GUARD = 32 * 1024;

    /** Bytes in the view. */
    long VIEW_SIZE = (1L << 32) + 2 * VIEW_GUARD;

    /** log2 of the bytes in a page. */
    int PAGE_SHIFT = 12;

    /** Bytes in a page. */
    int PAGE_SIZE = 1 << PAGE_SHIFT;

    /** Bytes in the presence table: one for each page of the view. */
    int PRESENCE_SIZE = (int) (VIEW_SIZE >>> PAGE_SHIFT);

    /** {@return the view, {@link #VIEW_SIZE} bytes; arena address a is at {@link #VIEW_GUARD} + a} */
    MemorySegment view();

    /** {@return one byte a page of the view, 1 if present; {@link #PRESENCE_SIZE} bytes} */
    MemorySegment presence();

    /**
     * Makes pages present: zeroed, then published with release semantics. If it fails nothing has changed.
     *
     * @param page  first page of the arena, from 0.
     * @param count pages.
     * @throws ArenaException ENOSPC or ENOMEM if the memory is not to be had.
     */
    void commit(int page, int count);

    /**
     * Makes pages absent and gives their memory back: presence is cleared first, and after the return no process sees
     * the old content.
     *
     * @param page  first page of the arena, from 0.
     * @param count pages, each present.
     */
    void release(int page, int count);

    /** Gives everything back. The view must not be used any more. */
    @Override
    void close();
}
