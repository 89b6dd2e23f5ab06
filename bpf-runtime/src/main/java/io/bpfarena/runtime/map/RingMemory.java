package io.bpfarena.runtime.map;

import io.bpfarena.linux.Errno;
import io.bpfarena.linux.LinuxFile;
import io.bpfarena.linux.SystemCallException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/** The memory of a ring buffer, as {@link RingDescriptor} lays it out: a file in memory whose data is mapped twice. */
final class RingMemory {
    private static final VarHandle POSITION = ValueLayout.JAVA_LONG.varHandle();
    private static final VarHandle HEADER = ValueLayout.JAVA_INT.varHandle();

    private final MapMapping mapping;
    private final MemorySegment memory;
    private final long size;

    private RingMemory(final MapMapping mapping, final long size) {
        this.mapping = mapping;
        this.memory = mapping.segment();
        this.size = size;
    }

    /** Checks as ringbuf_map_alloc does, and takes the memory. */
    static RingMemory create(final String name, final MapAttributes wanted, final MapMemoryBudget budget) {
        if ((wanted.flags() & ~MapFlags.NUMA_NODE) != 0) {
            throw MapChecks.refused(Errno.EINVAL, name, "a ring buffer has no flags but BPF_F_NUMA_NODE", wanted);
        }
        final long size = Integer.toUnsignedLong(wanted.maxEntries());
        if (wanted.keySize() != 0 || wanted.valueSize() != 0 || Long.bitCount(size) != 1
                || size < RingDescriptor.PAGE_SIZE) {
            throw MapChecks.refused(Errno.EINVAL, name, "a ring buffer has neither keys nor values, and its size in "
                    + "bytes, max_entries, is a power of two and a multiple of " + RingDescriptor.PAGE_SIZE, wanted);
        }
        try (LinuxFile file = LinuxFile.inMemory("bpf-ring-buffer")) {
            file.truncate(RingDescriptor.DATA_OFFSET + size);
            return new RingMemory(MapMapping.ofRing(file, RingDescriptor.DATA_OFFSET, size, budget), size);
        } catch (final SystemCallException | MapMemoryException e) {
            throw MapChecks.refused(Errno.ENOMEM, name, e.getMessage(), wanted);
        }
    }

    /** Bytes of data. */
    long size() {
        return size;
    }

    long consumerPosition() {
        return (long) POSITION.getVolatile(memory, (long) RingDescriptor.CONSUMER_OFFSET);
    }

    void setConsumerPosition(final long position) {
        POSITION.setVolatile(memory, (long) RingDescriptor.CONSUMER_OFFSET, position);
    }

    long producerPosition() {
        return (long) POSITION.getVolatile(memory, (long) RingDescriptor.PRODUCER_OFFSET);
    }

    void setProducerPosition(final long position) {
        POSITION.setVolatile(memory, (long) RingDescriptor.PRODUCER_OFFSET, position);
    }

    /** The first word of the header of the record at a position. */
    int header(final long position) {
        return (int) HEADER.getVolatile(memory, offset(position));
    }

    void setHeader(final long position, final int header) {
        HEADER.setVolatile(memory, offset(position), header);
    }

    void setPage(final long position) {
        final long offset = offset(position);
        memory.set(ValueLayout.JAVA_INT, offset + RingDescriptor.PAGE_FIELD,
                (int) ((offset - RingDescriptor.DATA_OFFSET) / RingDescriptor.PAGE_SIZE)
                        + RingDescriptor.FIRST_DATA_PAGE);
    }

    /** Bytes from the start of the memory to the header of the record at a position. */
    private long offset(final long position) {
        return RingDescriptor.DATA_OFFSET + (position & size - 1);
    }

    /** The native address of the sample of the record at a position. */
    long sample(final long position) {
        return memory.address() + offset(position) + RingDescriptor.HEADER_SIZE;
    }

    /** The position, less than the size, of the record whose sample is at an address. */
    long positionOf(final long sample) {
        return sample - RingDescriptor.HEADER_SIZE - RingDescriptor.DATA_OFFSET - memory.address();
    }

    /** All of it, for slices of samples. */
    MemorySegment segment() {
        return memory;
    }

    void close() {
        mapping.close();
    }
}
