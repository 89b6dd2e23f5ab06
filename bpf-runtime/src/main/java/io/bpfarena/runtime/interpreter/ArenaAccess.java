package io.bpfarena.runtime.interpreter;

import io.bpfarena.runtime.arena.ArenaException;
import io.bpfarena.runtime.arena.ArenaMap;
import io.bpfarena.runtime.arena.ArenaMemory;
import io.bpfarena.runtime.memory.NativeMemory;

/**
 * Where arena addresses are. A register holds an arena address in its low 32 bits; the instruction's offset is added
 * after the upper bits were cut off, so that it can reach 32 KiB past either end, into the view's guards.
 *
 * <p>Example, base 0x300000000000: register 0x1_0000_2010, offset -16. The low half is 0x2010, the place in the view
 * 0x8000 + 0x2010 - 0x10 = 0xa000, its presence byte number 0xa, and a fault there is at user address 0x300000002000.
 */
final class ArenaAccess {
    private final ArenaMap map;
    private final long view;
    private final long presence;
    private final long upperHalf;

    ArenaAccess(final ArenaMap arena) {
        this.map = arena;
        final ArenaMemory memory = arena.memory();
        if (!memory.view().isNative() || !memory.presence().isNative()) {
            throw new IllegalArgumentException("view and presence of arena %s must be native".formatted(arena.name()));
        }
        this.view = memory.view().address();
        this.presence = memory.presence().address();
        this.upperHalf = arena.userVmStart() & ~0xFFFF_FFFFL;
    }

    /**
     * The native address of an access, or 0 if a page that it touches is not present. A page of the guards never is, so
     * the second presence byte lies within the table whenever it is looked at.
     */
    long find(final long base, final int offset, final int size) {
        final long place = (base & 0xFFFF_FFFFL) + offset + ArenaMemory.VIEW_GUARD;
        final long page = place >>> ArenaMemory.PAGE_SHIFT;
        if (NativeMemory.getByteAcquire(presence + page) == 0) {
            return 0;
        }
        final long lastPage = place + size - 1 >>> ArenaMemory.PAGE_SHIFT;
        if (lastPage != page && NativeMemory.getByteAcquire(presence + lastPage) == 0) {
            return 0;
        }
        return view + place;
    }

    /** The user address of an access, for reports (bpf_prog_report_arena_violation). */
    long userAddress(final long base, final int offset) {
        return upperHalf + (base & 0xFFFF_FFFFL) + offset;
    }

    /** Whether a value is a user pointer into the arena's 4 GiB, which a program must cast before it uses it. */
    boolean isUserPointer(final long value) {
        return (value & ~0xFFFF_FFFFL) == upperHalf;
    }

    /** The native address of bytes behind a user pointer, or 0 if it is none or one of their pages is not present. */
    long place(final long userPointer, final long length) {
        if (!isUserPointer(userPointer) || length <= 0 || !isUserPointer(userPointer + length - 1)) {
            return 0;
        }
        final long place = (userPointer & 0xFFFF_FFFFL) + ArenaMemory.VIEW_GUARD;
        final long lastPage = place + length - 1 >>> ArenaMemory.PAGE_SHIFT;
        for (long page = place >>> ArenaMemory.PAGE_SHIFT; page <= lastPage; page++) {
            if (NativeMemory.getByteAcquire(presence + page) == 0) {
                return 0;
            }
        }
        return view + place;
    }

    /** Touches the pages behind a user pointer as user space does, up to the first that faults. */
    void touch(final long userPointer, final long length) {
        final long first = userPointer - map.userVmStart() >> ArenaMemory.PAGE_SHIFT;
        final long last = userPointer + length - 1 - map.userVmStart() >> ArenaMemory.PAGE_SHIFT;
        for (long page = first; page <= last; page++) {
            if (page < 0 || page >= map.maxEntries() || !isThere((int) page)) {
                return;
            }
        }
    }

    /** Where there is no memory left, the touch is a fault like any other. */
    private boolean isThere(final int page) {
        try {
            return map.faultIn(page) != ArenaMap.FaultOutcome.SEGV;
        } catch (final ArenaException e) {
            return false;
        }
    }
}
