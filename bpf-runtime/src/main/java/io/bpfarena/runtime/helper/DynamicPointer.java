package io.bpfarena.runtime.helper;

import io.bpfarena.runtime.memory.MemoryRegion;
import io.bpfarena.runtime.memory.NativeMemory;
import java.util.List;
import java.util.Optional;

/**
 * A dynptr: memory whose size is only known at run time. What it stands for is kept here, out of the program's reach.
 * The program has the address of 16 bytes on its stack:
 *
 * <pre>
 *   0   8   "Dynptr"             {@link #TAG}
 *   8   8   its own address      a copy at another address is no dynptr
 * </pre>
 *
 * Both are looked at in each use, so that a program that wrote over them is told so; they decide nothing. A callback of
 * bpf_user_ringbuf_drain gets a dynptr whose bytes it can not even see.
 */
final class DynamicPointer implements Loan {
    /** Bytes of struct bpf_dynptr. */
    static final int SIZE = 16;
    /** Largest memory: 24 bits of size. */
    static final long MAX_SIZE = (1 << 24) - 1;

    private static final long TAG = 0x0000_7274_706E_7944L;
    private static final int HEADER_SIZE = 8;

    private final long pointer;
    private final boolean visible;
    private final List<MemoryRegion> lent;
    /** Whether it must be submitted or discarded, even if there is no record. */
    private final boolean referenced;
    private final ReservedRecord record;
    private View view;

    private DynamicPointer(final long pointer, final View view) {
        this.pointer = pointer;
        this.visible = true;
        this.view = view;
        this.lent = List.of();
        this.referenced = false;
        this.record = null;
    }

    private DynamicPointer(final long pointer, final ReservedRecord record) {
        this.pointer = pointer;
        this.visible = true;
        this.view = record == null ? View.NULL
                : new View(new DynamicMemory.Plain(record.pointer()), 0, record.size(), false);
        this.lent = record == null ? List.of() : record.memory();
        this.referenced = true;
        this.record = record;
    }

    private DynamicPointer(final MemoryRegion sample) {
        this.pointer = sample.address() - HEADER_SIZE;
        this.visible = false;
        this.view = new View(new DynamicMemory.Plain(sample.address()), 0, sample.length(), false);
        this.lent = List.of(sample);
        this.referenced = false;
        this.record = null;
    }

    /**
     * What a dynptr stands for.
     *
     * @param memory   null if nothing, as after an error; then the other values are 0.
     * @param offset   in the memory.
     * @param size     bytes from there.
     * @param readOnly whether it may only be read.
     */
    record View(DynamicMemory memory, long offset, long size, boolean readOnly) {
        static final View NULL = new View(null, 0, 0, false);

        boolean isNull() {
            return memory == null;
        }

        /** Whether a range is inside (bpf_dynptr_check_off_len). */
        boolean contains(final long from, final long length) {
            return from >= 0 && length >= 0 && length <= size && from <= size - length;
        }
    }

    /** For a callback: the pointer is that of the record's header, which is no memory of the program. */
    static DynamicPointer ofSample(final MemoryRegion sample) {
        return new DynamicPointer(sample);
    }

    /** Makes one in 16 bytes of the program's, in place of one that may have been there. */
    static void create(final CallContext context, final long pointer, final View view) {
        put(context, new DynamicPointer(pointer, view));
    }

    /**
     * Makes one that must be submitted or discarded.
     *
     * @param record what it stands for, or null if there was no room.
     */
    static void createForRecord(final CallContext context, final long pointer, final ReservedRecord record) {
        put(context, new DynamicPointer(pointer, record));
    }

    private static void put(final CallContext context, final DynamicPointer made) {
        if (!context.isOnStack(made.pointer, SIZE)) {
            context.fail("a dynptr must be on the stack, not at 0x%x".formatted(made.pointer));
        }
        final Loan before = context.loan(made.pointer);
        if (before instanceof final DynamicPointer old && !old.referenced) {
            context.takeBack(old);
        } else if (before != null) {
            context.fail("cannot overwrite referenced dynptr at 0x%x".formatted(made.pointer));
        }
        NativeMemory.putLong(made.pointer, TAG);
        NativeMemory.putLong(made.pointer + Long.BYTES, made.pointer);
        context.lend(made);
    }

    /** The dynptr at an address; anything else ends the program with a fault report. */
    static DynamicPointer at(final CallContext context, final long pointer) {
        if (!(context.loan(pointer) instanceof final DynamicPointer found) || found.visible
                && (NativeMemory.getLong(pointer) != TAG || NativeMemory.getLong(pointer + Long.BYTES) != pointer)) {
            context.fail("0x%x is no dynptr".formatted(pointer));
            throw new IllegalStateException("a program that failed went on");
        }
        return found;
    }

    /** What it stands for now. */
    View view() {
        return view;
    }

    void setView(final View changed) {
        view = changed;
    }

    /** Submits or discards the record that it was made for; the dynptr is none afterwards. */
    void commit(final CallContext context, final boolean discard, final long flags) {
        if (!referenced) {
            context.fail("the dynptr at 0x%x is not of a ring buffer's record".formatted(pointer));
        }
        context.takeBack(this);
        NativeMemory.zero(pointer, SIZE);
        if (record != null) {
            record.ring().commit(record.pointer(), discard, flags);
        }
    }

    @Override
    public long pointer() {
        return pointer;
    }

    @Override
    public List<MemoryRegion> memory() {
        return lent;
    }

    @Override
    public Optional<String> expire() {
        if (!referenced) {
            return Optional.empty();
        }
        return record == null
                ? Optional.of("Unreleased reference: a dynptr for a record that could not be reserved")
                : record.expire();
    }
}
