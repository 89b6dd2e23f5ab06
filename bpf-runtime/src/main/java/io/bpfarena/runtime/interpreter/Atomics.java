package io.bpfarena.runtime.interpreter;

import io.bpfarena.runtime.isa.Opcode;
import io.bpfarena.runtime.memory.NativeMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * Atomic operations on native memory (RFC 9669, section 5.3, and the kernel's load-acquire and store-release). All are
 * fully ordered, which is more than the plain ones need. Addresses of any alignment work: {@link MisalignedAtomics}.
 */
public final class Atomics {
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    private Atomics() {
    }

    /**
     * Changes eight bytes.
     *
     * @param op      {@link Opcode#ADD}, OR, AND, XOR, with or without FETCH, or XCHG.
     * @param address of the first byte, checked by the caller.
     * @param operand the source register.
     * @return what was there before.
     */
    public static long modify64(final int op, final long address, final long operand) {
        if ((address & 7) != 0) {
            return MisalignedAtomics.modify(op, address, Long.BYTES, operand);
        }
        return switch (op & ~Opcode.FETCH) {
            case Opcode.ADD -> (long) LONG.getAndAdd(ALL, address, operand);
            case Opcode.OR -> (long) LONG.getAndBitwiseOr(ALL, address, operand);
            case Opcode.AND -> (long) LONG.getAndBitwiseAnd(ALL, address, operand);
            case Opcode.XOR -> (long) LONG.getAndBitwiseXor(ALL, address, operand);
            default -> (long) LONG.getAndSet(ALL, address, operand);
        };
    }

    /**
     * Changes four bytes.
     *
     * @param op      as for {@link #modify64}.
     * @param address of the first byte, checked by the caller.
     * @param operand the low half of the source register.
     * @return what was there before.
     */
    public static int modify32(final int op, final long address, final int operand) {
        if ((address & 3) != 0) {
            return (int) MisalignedAtomics.modify(op, address, Integer.BYTES, operand);
        }
        return switch (op & ~Opcode.FETCH) {
            case Opcode.ADD -> (int) INT.getAndAdd(ALL, address, operand);
            case Opcode.OR -> (int) INT.getAndBitwiseOr(ALL, address, operand);
            case Opcode.AND -> (int) INT.getAndBitwiseAnd(ALL, address, operand);
            case Opcode.XOR -> (int) INT.getAndBitwiseXor(ALL, address, operand);
            default -> (int) INT.getAndSet(ALL, address, operand);
        };
    }

    /**
     * What an operation makes of a value: for those that have to do it step by step.
     *
     * @param op      as for {@link #modify64}.
     * @param old     what is there.
     * @param operand the source register.
     * @return what is to be there.
     */
    static long combine(final int op, final long old, final long operand) {
        return switch (op & ~Opcode.FETCH) {
            case Opcode.ADD -> old + operand;
            case Opcode.OR -> old | operand;
            case Opcode.AND -> old & operand;
            case Opcode.XOR -> old ^ operand;
            default -> operand;
        };
    }

    /**
     * Replaces eight bytes if they are as expected.
     *
     * @param address  of the first byte, checked by the caller.
     * @param expected r0.
     * @param value    the source register.
     * @return what was there before.
     */
    public static long compareAndExchange64(final long address, final long expected, final long value) {
        return (address & 7) == 0
                ? (long) LONG.compareAndExchange(ALL, address, expected, value)
                : MisalignedAtomics.compareAndExchange(address, Long.BYTES, expected, value);
    }

    /**
     * Replaces four bytes if they are as expected.
     *
     * @param address  of the first byte, checked by the caller.
     * @param expected the low half of r0.
     * @param value    the low half of the source register.
     * @return what was there before.
     */
    public static int compareAndExchange32(final long address, final int expected, final int value) {
        return (address & 3) == 0
                ? (int) INT.compareAndExchange(ALL, address, expected, value)
                : (int) MisalignedAtomics.compareAndExchange(address, Integer.BYTES, expected, value);
    }

    /**
     * Loads, and keeps what comes after from happening before.
     *
     * @param size    {@link Opcode#B}, H, W or DW.
     * @param address of the first byte, checked by the caller.
     * @return the value, upper bits zero.
     */
    public static long loadAcquire(final int size, final long address) {
        final long value = switch (size) {
            case Opcode.B -> NativeMemory.getByte(address) & 0xFFL;
            case Opcode.H -> NativeMemory.getShort(address) & 0xFFFFL;
            case Opcode.W -> NativeMemory.getInt(address) & 0xFFFF_FFFFL;
            default -> NativeMemory.getLong(address);
        };
        VarHandle.acquireFence();
        return value;
    }

    /**
     * Stores, and keeps what came before from happening after.
     *
     * @param size    {@link Opcode#B}, H, W or DW.
     * @param address of the first byte, checked by the caller.
     * @param value   of which the low bytes count.
     */
    public static void storeRelease(final int size, final long address, final long value) {
        VarHandle.releaseFence();
        switch (size) {
            case Opcode.B -> NativeMemory.putByte(address, (byte) value);
            case Opcode.H -> NativeMemory.putShort(address, (short) value);
            case Opcode.W -> NativeMemory.putInt(address, (int) value);
            default -> NativeMemory.putLong(address, value);
        }
    }
}
