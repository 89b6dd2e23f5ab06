package io.bpfarena.runtime.interpreter;

import io.bpfarena.runtime.memory.NativeMemory;
import java.lang.invoke.VarHandle;

/**
 * Atomic operations at addresses that are not a multiple of their size. An x86 processor does them by a locked bus; the
 * JVM has no such instruction to give. Where the operand lies within an aligned word of eight bytes, that word is
 * replaced as a whole (address 0x1002, four bytes: bits 16 to 47 of the word at 0x1000), which is atomic against
 * everyone. Where it crosses into the next word, one lock for the process makes such operations atomic among each
 * other; against an aligned operation on a part of the same bytes, or another process, the two words may tear.
 */
final class MisalignedAtomics {
    private static final Object LOCK = new Object();

    private MisalignedAtomics() {
    }

    /** What was there before; {@code size} is 4 or 8 bytes. */
    static long modify(final int op, final long address, final int size, final long operand) {
        return isWithinWord(address, size)
                ? modifyWithinWord(op, address, operand) : modifyLocked(op, address, size, operand);
    }

    /** What was there before; {@code size} is 4 or 8 bytes. */
    static long compareAndExchange(final long address, final int size, final long expected, final long value) {
        return isWithinWord(address, size)
                ? exchangeWithinWord(address, expected, value) : exchangeLocked(address, size, expected, value);
    }

    private static boolean isWithinWord(final long address, final int size) {
        return (address & 7) + size <= Long.BYTES;
    }

    private static long modifyWithinWord(final int op, final long address, final long operand) {
        final long word = address & ~7L;
        while (true) {
            final long old = NativeMemory.getLong(word);
            final int part = part(old, address);
            final long replacement = withPart(old, address, (int) Atomics.combine(op, part, operand));
            if (Atomics.compareAndExchange64(word, old, replacement) == old) {
                return part;
            }
        }
    }

    private static long exchangeWithinWord(final long address, final long expected, final long value) {
        final long word = address & ~7L;
        while (true) {
            final long old = NativeMemory.getLong(word);
            final int part = part(old, address);
            final int replacement = part == (int) expected ? (int) value : part;
            if (Atomics.compareAndExchange64(word, old, withPart(old, address, replacement)) == old) {
                return part;
            }
        }
    }

    private static int part(final long word, final long address) {
        return (int) (word >>> shift(address));
    }

    private static long withPart(final long word, final long address, final int part) {
        final int shift = shift(address);
        return word & ~(0xFFFF_FFFFL << shift) | (part & 0xFFFF_FFFFL) << shift;
    }

    private static int shift(final long address) {
        return (int) (address & 7) * Byte.SIZE;
    }

    private static long modifyLocked(final int op, final long address, final int size, final long operand) {
        synchronized (LOCK) {
            VarHandle.fullFence();
            final long old = get(address, size);
            put(address, size, Atomics.combine(op, old, operand));
            VarHandle.fullFence();
            return old;
        }
    }

    private static long exchangeLocked(
            final long address, final int size, final long expected, final long value) {
        synchronized (LOCK) {
            VarHandle.fullFence();
            final long old = get(address, size);
            if (old == (size == Integer.BYTES ? (int) expected : expected)) {
                put(address, size, value);
            }
            VarHandle.fullFence();
            return old;
        }
    }

    private static long get(final long address, final int size) {
        return size == Integer.BYTES ? NativeMemory.getInt(address) : NativeMemory.getLong(address);
    }

    private static void put(final long address, final int size, final long value) {
        if (size == Integer.BYTES) {
            NativeMemory.putInt(address, (int) value);
        } else {
            NativeMemory.putLong(address, value);
        }
    }
}
