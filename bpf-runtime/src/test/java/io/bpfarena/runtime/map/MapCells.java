package io.bpfarena.runtime.map;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Native memory for a key and a value of a test. One thread. */
final class MapCells implements AutoCloseable {
    private final Arena arena = Arena.ofConfined();
    private final BpfMap map;
    private final MemorySegment key;
    private final MemorySegment value;

    MapCells(final BpfMap map) {
        this.map = map;
        this.key = arena.allocate(Math.max(8, map.keySize()), 8);
        this.value = arena.allocate(Math.max(8, map.valueSize()), 8);
    }

    private long key(final long number) {
        if (map.keySize() == Integer.BYTES) {
            key.set(ValueLayout.JAVA_INT, 0, (int) number);
        } else {
            key.set(ValueLayout.JAVA_LONG, 0, number);
        }
        return key.address();
    }

    long update(final long number, final long content, final long flags) {
        value.set(ValueLayout.JAVA_LONG, 0, content);
        return map.update(key(number), value.address(), flags);
    }

    /** As a program on a CPU does it. */
    long update(final long number, final long content, final long flags, final int cpu) {
        value.set(ValueLayout.JAVA_LONG, 0, content);
        return map.update(key(number), value.address(), flags, cpu);
    }

    /** As a program on a CPU finds it: the first eight bytes of the value, or -1. */
    long get(final long number, final int cpu) {
        final long address = map.lookup(key(number), cpu);
        return address == 0 ? -1 : at(address);
    }

    long push(final long content, final long flags) {
        value.set(ValueLayout.JAVA_LONG, 0, content);
        return map.push(value.address(), flags);
    }

    /** The first eight bytes of the value, or a negative error number. */
    long pop() {
        final long result = map.pop(value.address());
        return result == 0 ? value.get(ValueLayout.JAVA_LONG, 0) : result;
    }

    /** The first eight bytes of the value, or a negative error number. */
    long peek() {
        final long result = map.peek(value.address());
        return result == 0 ? value.get(ValueLayout.JAVA_LONG, 0) : result;
    }

    /** What lies where the last value was put or received. */
    long buffer() {
        return value.get(ValueLayout.JAVA_LONG, 0);
    }

    /** The address of the value, or 0. */
    long find(final long number) {
        return map.lookup(key(number));
    }

    /** The first eight bytes of the value, or -1. */
    long get(final long number) {
        final long address = find(number);
        return address == 0 ? -1 : at(address);
    }

    static long at(final long address) {
        return MapMemory.EVERYTHING.get(ValueLayout.JAVA_LONG_UNALIGNED, address);
    }

    long delete(final long number) {
        return map.delete(key(number));
    }

    /** The next key, or a negative error number; {@code null} starts. */
    long next(final Long number) {
        final long result = map.nextKey(number == null ? 0 : key(number), value.address());
        if (result != 0) {
            return result;
        }
        return map.keySize() == Integer.BYTES
                ? value.get(ValueLayout.JAVA_INT, 0) : value.get(ValueLayout.JAVA_LONG, 0);
    }

    @Override
    public void close() {
        arena.close();
    }
}
