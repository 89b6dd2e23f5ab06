package io.bpfarena.runtime.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Loads and stores at native addresses, little-endian, of any alignment unless a method says otherwise. Nothing is
 * checked: a wrong address is a fault of the process. Whoever calls has asked a {@link MemoryRegion} or an arena first.
 *
 * <p>All goes through one constant segment over the whole address space, so that compiled code is a plain load or
 * store. An aligned access is a single one; any thread may call.
 */
public final class NativeMemory {
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final VarHandle BYTE = ValueLayout.JAVA_BYTE.varHandle();

    static {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new UnsupportedOperationException("this runtime needs a little-endian machine");
        }
    }

    private NativeMemory() {
    }

    /**
     * Loads a byte.
     *
     * @param address of it.
     * @return its value, signed.
     */
    public static byte getByte(final long address) {
        return ALL.get(ValueLayout.JAVA_BYTE, address);
    }

    /**
     * Loads two bytes.
     *
     * @param address of the first.
     * @return their value, signed.
     */
    public static short getShort(final long address) {
        return ALL.get(SHORT, address);
    }

    /**
     * Loads four bytes.
     *
     * @param address of the first.
     * @return their value, signed.
     */
    public static int getInt(final long address) {
        return ALL.get(INT, address);
    }

    /**
     * Loads eight bytes.
     *
     * @param address of the first.
     * @return their value.
     */
    public static long getLong(final long address) {
        return ALL.get(LONG, address);
    }

    /**
     * Stores a byte.
     *
     * @param address of it.
     * @param value   to store.
     */
    public static void putByte(final long address, final byte value) {
        ALL.set(ValueLayout.JAVA_BYTE, address, value);
    }

    /**
     * Stores two bytes.
     *
     * @param address of the first.
     * @param value   to store.
     */
    public static void putShort(final long address, final short value) {
        ALL.set(SHORT, address, value);
    }

    /**
     * Stores four bytes.
     *
     * @param address of the first.
     * @param value   to store.
     */
    public static void putInt(final long address, final int value) {
        ALL.set(INT, address, value);
    }

    /**
     * Stores eight bytes.
     *
     * @param address of the first.
     * @param value   to store.
     */
    public static void putLong(final long address, final long value) {
        ALL.set(LONG, address, value);
    }

    /**
     * Loads a byte; what comes after it in the program does not happen before it.
     *
     * @param address of it.
     * @return its value, signed.
     */
    public static byte getByteAcquire(final long address) {
        return (byte) BYTE.getAcquire(ALL, address);
    }

    /**
     * Fills with zeros.
     *
     * @param address of the first byte.
     * @param length  bytes.
     */
    public static void zero(final long address, final long length) {
        ALL.asSlice(address, length).fill((byte) 0);
    }

    /**
     * Copies; the ranges may overlap.
     *
     * @param from   address of the first byte to load.
     * @param to     address of the first byte to store.
     * @param length bytes.
     */
    public static void copy(final long from, final long to, final long length) {
        MemorySegment.copy(ALL, from, ALL, to, length);
    }
}
