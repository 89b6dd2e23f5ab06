package io.bpfarena.client.view;

import io.bpfarena.client.fault.ArenaSegmentationFault;
import io.bpfarena.client.fault.MisalignedAccessException;
import io.bpfarena.client.memory.SharedArena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * Checked access to an arena by user address: the pointers that lie in its memory can be followed as they are.
 *
 * <p>Each access tests that it lies in the arena and that its page is present (acquire), then is one load or store at
 * the address. A miss is a fault: the page is asked for, the access done again. An access across the end of a page
 * needs both pages. Worked example: {@code getLong(0x300000000008)} in the arena at 0x300000000000 tests offset 8
 * against the size, reads presence byte 0, and loads 8 bytes from address 0x300000000008.
 *
 * <p>Plain accesses may be unaligned and are ordered as plain Java accesses are; an unaligned one, or one across pages,
 * may be torn. Volatile, acquire, release and atomic ones need an address that is a multiple of the size. Numbers are
 * little-endian, as BPF's on the machines this project runs on.
 *
 * <p>A page can be freed between test and access, as it can between two instructions of C: what is read then is zero or
 * old, what is written then is lost; nothing else comes to harm.
 *
 * <p>Any thread may call any method, none after the arena was closed. All throw {@link ArenaSegmentationFault} for an
 * address outside the arena or on a page that is not allocated on touch, {@link
 * io.bpfarena.client.fault.ArenaFullException} if there is no memory for a page, and what the fault handler throws,
 * such as {@code BrokerGoneException}. No access that finds its page allocates.
 */
public final class ArenaAccessor {
    /** The whole lower half of the address space as one constant, so that an access is a plain load or store. */
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static final VarHandle BYTE = ValueLayout.JAVA_BYTE.varHandle();
    private static final VarHandle SHORT = ValueLayout.JAVA_SHORT.varHandle();
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    private static final int PAGE_SHIFT = 12;
    private static final int PAGE_LENGTH = 1 << PAGE_SHIFT;
    private static final int PAGE_MASK = PAGE_LENGTH - 1;

    private final SharedArena arena;
    private final long base;
    private final long length;
    private final long presence;

    /**
     * @param arena open.
     */
    public ArenaAccessor(final SharedArena arena) {
        this.arena = arena;
        this.base = arena.baseAddress();
        this.length = arena.length();
        this.presence = arena.presenceAddress();
    }

    /** {@return the arena} */
    public SharedArena arena() {
        return arena;
    }

    /**
     * The test in front of each access: small enough to be inlined, the rest is in {@link SharedArena}. An arena is
     * whole pages, so an access that begins in it and does not cross a page also ends in it.
     */
    private void require(final long address, final int size) {
        final long offset = address - base;
        if (Long.compareUnsigned(offset, length) >= 0 || (address & PAGE_MASK) > PAGE_LENGTH - size
                || (byte) BYTE.getAcquire(MEMORY, presence + (offset >>> PAGE_SHIFT)) == 0) {
            arena.ensurePresent(address, size);
        }
    }

    private void requireAligned(final long address, final int size) {
        if ((address & size - 1) != 0) {
            throw new MisalignedAccessException(arena.name(), address, size);
        }
        require(address, size);
    }

    /**
     * Plain load.
     *
     * @param address user address.
     * @return the byte there.
     */
    public byte getByte(final long address) {
        require(address, 1);
        return MEMORY.get(ValueLayout.JAVA_BYTE, address);
    }

    /**
     * Plain store.
     *
     * @param address user address.
     * @param value   to store.
     */
    public void putByte(final long address, final byte value) {
        require(address, 1);
        MEMORY.set(ValueLayout.JAVA_BYTE, address, value);
    }

    /**
     * Plain load.
     *
     * @param address user address.
     * @return the short there.
     */
    public short getShort(final long address) {
        require(address, 2);
        return MEMORY.get(ValueLayout.JAVA_SHORT_UNALIGNED, address);
    }

    /**
     * Plain store.
     *
     * @param address user address.
     * @param value   to store.
     */
    public void putShort(final long address, final short value) {
        require(address, 2);
        MEMORY.set(ValueLayout.JAVA_SHORT_UNALIGNED, address, value);
    }

    /**
     * Plain load.
     *
     * @param address user address.
     * @return the int there.
     */
    public int getInt(final long address) {
        require(address, 4);
        return MEMORY.get(ValueLayout.JAVA_INT_UNALIGNED, address);
    }

    /**
     * Plain store.
     *
     * @param address user address.
     * @param value   to store.
     */
    public void putInt(final long address, final int value) {
        require(address, 4);
        MEMORY.set(ValueLayout.JAVA_INT_UNALIGNED, address, value);
    }

    /**
     * Plain load.
     *
     * @param address user address.
     * @return the long there.
     */
    public long getLong(final long address) {
        require(address, 8);
        return MEMORY.get(ValueLayout.JAVA_LONG_UNALIGNED, address);
    }

    /**
     * Plain store.
     *
     * @param address user address.
     * @param value   to store.
     */
    public void putLong(final long address, final long value) {
        require(address, 8);
        MEMORY.set(ValueLayout.JAVA_LONG_UNALIGNED, address, value);
    }

    /**
     * Load-acquire, as BPF's load_acquire.
     *
     * @param address user address, a multiple of 1.
     * @return the byte there.
     */
    public byte getByteAcquire(final long address) {
        requireAligned(address, 1);
        return (byte) BYTE.getAcquire(MEMORY, address);
    }

    /**
     * Store-release, as BPF's store_release.
     *
     * @param address user address, a multiple of 1.
     * @param value   to store.
     */
    public void putByteRelease(final long address, final byte value) {
        requireAligned(address, 1);
        BYTE.setRelease(MEMORY, address, value);
    }

    /**
     * Load-acquire, as BPF's load_acquire.
     *
     * @param address user address, a multiple of 2.
     * @return the short there.
     */
    public short getShortAcquire(final long address) {
        requireAligned(address, 2);
        return (short) SHORT.getAcquire(MEMORY, address);
    }

    /**
     * Store-release, as BPF's store_release.
     *
     * @param address user address, a multiple of 2.
     * @param value   to store.
     */
    public void putShortRelease(final long address, final short value) {
        requireAligned(address, 2);
        SHORT.setRelease(MEMORY, address, value);
    }

    /**
     * Load-acquire, as BPF's load_acquire.
     *
     * @param address user address, a multiple of 4.
     * @return the int there.
     */
    public int getIntAcquire(final long address) {
        requireAligned(address, 4);
        return (int) INT.getAcquire(MEMORY, address);
    }

    /**
     * Store-release, as BPF's store_release.
     *
     * @param address user address, a multiple of 4.
     * @param value   to store.
     */
    public void putIntRelease(final long address, final int value) {
        requireAligned(address, 4);
        INT.setRelease(MEMORY, address, value);
    }

    /**
     * Load-acquire, as BPF's load_acquire.
     *
     * @param address user address, a multiple of 8.
     * @return the long there.
     */
    public long getLongAcquire(final long address) {
        requireAligned(address, 8);
        return (long) LONG.getAcquire(MEMORY, address);
    }

    /**
     * Store-release, as BPF's store_release.
     *
     * @param address user address, a multiple of 8.
     * @param value   to store.
     */
    public void putLongRelease(final long address, final long value) {
        requireAligned(address, 8);
        LONG.setRelease(MEMORY, address, value);
    }

    /**
     * Volatile load.
     *
     * @param address user address, a multiple of 4.
     * @return the int there.
     */
    public int getIntVolatile(final long address) {
        requireAligned(address, 4);
        return (int) INT.getVolatile(MEMORY, address);
    }

    /**
     * Volatile store.
     *
     * @param address user address, a multiple of 4.
     * @param value   to store.
     */
    public void putIntVolatile(final long address, final int value) {
        requireAligned(address, 4);
        INT.setVolatile(MEMORY, address, value);
    }

    /**
     * Atomic compare and set, sequentially consistent.
     *
     * @param address  user address, a multiple of 4.
     * @param expected what must be there.
     * @param value    what is then stored.
     * @return whether it was.
     */
    public boolean compareAndSetInt(final long address, final int expected, final int value) {
        requireAligned(address, 4);
        return INT.compareAndSet(MEMORY, address, expected, value);
    }

    /**
     * Atomic compare and exchange, sequentially consistent, as BPF_CMPXCHG.
     *
     * @param address  user address, a multiple of 4.
     * @param expected what must be there.
     * @param value    what is then stored.
     * @return what was there.
     */
    public int compareAndExchangeInt(final long address, final int expected, final int value) {
        requireAligned(address, 4);
        return (int) INT.compareAndExchange(MEMORY, address, expected, value);
    }

    /**
     * Atomic exchange, sequentially consistent, as BPF_XCHG.
     *
     * @param address user address, a multiple of 4.
     * @param value   to store.
     * @return what was there.
     */
    public int getAndSetInt(final long address, final int value) {
        requireAligned(address, 4);
        return (int) INT.getAndSet(MEMORY, address, value);
    }

    /**
     * Atomic addition, sequentially consistent, as BPF_ADD with BPF_FETCH.
     *
     * @param address user address, a multiple of 4.
     * @param delta   to add.
     * @return what was there before.
     */
    public int getAndAddInt(final long address, final int delta) {
        requireAligned(address, 4);
        return (int) INT.getAndAdd(MEMORY, address, delta);
    }

    /**
     * Volatile load.
     *
     * @param address user address, a multiple of 8.
     * @return the long there.
     */
    public long getLongVolatile(final long address) {
        requireAligned(address, 8);
        return (long) LONG.getVolatile(MEMORY, address);
    }

    /**
     * Volatile store.
     *
     * @param address user address, a multiple of 8.
     * @param value   to store.
     */
    public void putLongVolatile(final long address, final long value) {
        requireAligned(address, 8);
        LONG.setVolatile(MEMORY, address, value);
    }

    /**
     * Atomic compare and set, sequentially consistent.
     *
     * @param address  user address, a multiple of 8.
     * @param expected what must be there.
     * @param value    what is then stored.
     * @return whether it was.
     */
    public boolean compareAndSetLong(final long address, final long expected, final long value) {
        requireAligned(address, 8);
        return LONG.compareAndSet(MEMORY, address, expected, value);
    }

    /**
     * Atomic compare and exchange, sequentially consistent, as BPF_CMPXCHG.
     *
     * @param address  user address, a multiple of 8.
     * @param expected what must be there.
     * @param value    what is then stored.
     * @return what was there.
     */
    public long compareAndExchangeLong(final long address, final long expected, final long value) {
        requireAligned(address, 8);
        return (long) LONG.compareAndExchange(MEMORY, address, expected, value);
    }

    /**
     * Atomic exchange, sequentially consistent, as BPF_XCHG.
     *
     * @param address user address, a multiple of 8.
     * @param value   to store.
     * @return what was there.
     */
    public long getAndSetLong(final long address, final long value) {
        requireAligned(address, 8);
        return (long) LONG.getAndSet(MEMORY, address, value);
    }

    /**
     * Atomic addition, sequentially consistent, as BPF_ADD with BPF_FETCH.
     *
     * @param address user address, a multiple of 8.
     * @param delta   to add.
     * @return what was there before.
     */
    public long getAndAddLong(final long address, final long delta) {
        requireAligned(address, 8);
        return (long) LONG.getAndAdd(MEMORY, address, delta);
    }

    /**
     * Copies out of the arena.
     *
     * @param address     user address of the first byte.
     * @param destination filled from its start to its end.
     */
    public void getBytes(final long address, final byte[] destination) {
        arena.ensurePresent(address, destination.length);
        MemorySegment.copy(MEMORY, ValueLayout.JAVA_BYTE, address, destination, 0, destination.length);
    }

    /**
     * Copies into the arena.
     *
     * @param address user address of the first byte.
     * @param source  all of it.
     */
    public void putBytes(final long address, final byte[] source) {
        arena.ensurePresent(address, source.length);
        MemorySegment.copy(source, 0, MEMORY, ValueLayout.JAVA_BYTE, address, source.length);
    }

    /**
     * Has whole pages made present ahead of access, in as few exchanges as the broker allows.
     *
     * @param address   user address in the first page.
     * @param pageCount pages from there, not negative.
     */
    public void faultIn(final long address, final int pageCount) {
        arena.ensurePresent(address & -PAGE_LENGTH, (long) pageCount << PAGE_SHIFT);
    }
}
