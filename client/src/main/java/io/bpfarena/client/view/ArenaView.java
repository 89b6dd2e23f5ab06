package io.bpfarena.client.view;

import io.bpfarena.client.fault.ArenaSegmentationFault;
import io.bpfarena.client.memory.SharedArena;
import java.lang.foreign.MemorySegment;
import net.openhft.chronicle.bytes.PointerBytesStore;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Ranges of an arena in the types that other libraries take: {@link MemorySegment}, Agrona's {@link UnsafeBuffer},
 * Chronicle's {@link PointerBytesStore}. All three are windows on the same bytes, nothing is copied.
 *
 * <p>Each method comes twice. The plain one has all pages of the range made present first, since what it hands out is
 * accessed without a test. The {@code raw} one does not: a load from a page that is absent reads zeros, a store to one
 * goes to memory that nobody has allocated, and both take space in the file that the broker does not count; it is for
 * ranges that are known to be present. Either way a page that is freed later is absent again.
 *
 * <p>Any thread may call any method; nothing that was handed out may be used after the arena was closed, since the
 * process would end with SIGSEGV. All throw {@link ArenaSegmentationFault} for a range that is not within the arena.
 */
public final class ArenaView {
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private final SharedArena arena;

    /**
     * @param arena open.
     */
    public ArenaView(final SharedArena arena) {
        this.arena = arena;
    }

    /** {@return the arena} */
    public SharedArena arena() {
        return arena;
    }

    /**
     * A range as a native segment, its pages made present. Its {@code address()} is the user address, so that pointers
     * that lie in memory become offsets by subtracting it.
     *
     * @param address user address of the first byte.
     * @param length  bytes.
     * @return the segment, of the global scope.
     */
    public MemorySegment segment(final long address, final long length) {
        arena.ensurePresent(address, length);
        return MEMORY.asSlice(address, length);
    }

    /**
     * A range as a native segment, as it is.
     *
     * @param address user address of the first byte.
     * @param length  bytes.
     * @return the segment, of the global scope.
     */
    public MemorySegment rawSegment(final long address, final long length) {
        requireWithin(address, length);
        return MEMORY.asSlice(address, length);
    }

    /**
     * A range as an Agrona buffer, its pages made present.
     *
     * @param address user address of the first byte.
     * @param length  bytes.
     * @return a new buffer.
     */
    public UnsafeBuffer buffer(final long address, final int length) {
        arena.ensurePresent(address, length);
        return new UnsafeBuffer(address, length);
    }

    /**
     * A range as an Agrona buffer, as it is.
     *
     * @param address user address of the first byte.
     * @param length  bytes.
     * @return a new buffer.
     */
    public UnsafeBuffer rawBuffer(final long address, final int length) {
        requireWithin(address, length);
        return new UnsafeBuffer(address, length);
    }

    /**
     * A range as a Chronicle bytes store, its pages made present.
     *
     * @param address user address of the first byte.
     * @param length  bytes.
     * @return a new store; it does not own the memory, releasing it frees nothing.
     */
    public PointerBytesStore bytes(final long address, final long length) {
        arena.ensurePresent(address, length);
        return store(address, length);
    }

    /**
     * A range as a Chronicle bytes store, as it is.
     *
     * @param address user address of the first byte.
     * @param length  bytes.
     * @return a new store; it does not own the memory, releasing it frees nothing.
     */
    public PointerBytesStore rawBytes(final long address, final long length) {
        requireWithin(address, length);
        return store(address, length);
    }

    private static PointerBytesStore store(final long address, final long length) {
        final PointerBytesStore store = new PointerBytesStore();
        store.set(address, length);
        return store;
    }

    private void requireWithin(final long address, final long length) {
        if (!arena.contains(address, length)) {
            throw ArenaSegmentationFault.outside(
                    arena.name(), address, length, arena.baseAddress(), arena.length());
        }
    }
}
