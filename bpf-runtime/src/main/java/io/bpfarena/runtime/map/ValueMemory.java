package io.bpfarena.runtime.map;

import io.bpfarena.runtime.memory.MemoryRegion;
import io.bpfarena.runtime.memory.NativeMemory;

/**
 * The values of a map, for all CPUs in common or one for each: then there is a block of values for each CPU, so that no
 * two CPUs write to the same cache line. Value v of CPU c is at {@code c * blockSize + (v - first) * stride}.
 *
 * <p>User space sees a value that each CPU has as those of all CPUs side by side, each rounded up to eight bytes.
 */
final class ValueMemory {
    /** Largest value that each CPU has, rounded up: the kernel's PCPU_MIN_UNIT_SIZE. */
    static final long MAX_PER_CPU_SIZE = 32 << 10;

    private static final long CACHE_LINE = 64;

    private final int cpus;
    private final int first;
    private final int valueSize;
    private final long stride;
    private final long blockSize;
    private final MapMapping mapping;

    /** Maps values that are zero, numbered from a first one on. With one CPU, they are for all in common. */
    ValueMemory(
            final int cpus, final int first, final int count, final int valueSize, final MapMemoryBudget budget) {
        this.cpus = cpus;
        this.first = first;
        this.valueSize = valueSize;
        this.stride = MapMemory.roundUp(valueSize);
        this.blockSize = cpus == 1 ? count * stride : count * stride + CACHE_LINE - 1 & -CACHE_LINE;
        this.mapping = MapMapping.of(cpus * blockSize, budget);
    }

    /** The address of a value that all CPUs have in common. */
    long address(final int value) {
        return mapping.address() + (value - first) * stride;
    }

    /** The value that starts at an address, in common for all CPUs; -1 if none does. */
    int at(final long address) {
        final long offset = address - mapping.address();
        return offset >= 0 && offset < mapping.length() && offset % stride == 0 ? first + (int) (offset / stride) : -1;
    }

    boolean hasCpu(final int cpu) {
        return cpu >= 0 && cpu < cpus;
    }

    long address(final int value, final int cpu) {
        return mapping.address() + cpu * blockSize + (value - first) * stride;
    }

    /** Puts a CPU's value, and zeros for all others if they are to start anew. */
    void write(final int value, final int cpu, final long source, final boolean anew) {
        if (anew) {
            for (int other = 0; other < cpus; other++) {
                NativeMemory.zero(address(value, other), stride);
            }
        }
        NativeMemory.copy(source, address(value, cpu), valueSize);
    }

    long userValueSize() {
        return cpus * stride;
    }

    void copyAllTo(final int value, final long destination) {
        for (int cpu = 0; cpu < cpus; cpu++) {
            NativeMemory.copy(address(value, cpu), destination + cpu * stride, stride);
        }
    }

    void copyAllFrom(final int value, final long source) {
        for (int cpu = 0; cpu < cpus; cpu++) {
            NativeMemory.copy(source + cpu * stride, address(value, cpu), stride);
        }
    }

    MemoryRegion region(final String name, final boolean writable) {
        return new MemoryRegion(name, mapping.address(), mapping.length(), writable);
    }

    void close() {
        mapping.close();
    }
}
