package io.bpfarena.runtime.map;

import io.bpfarena.linux.Errno;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A ring buffer from user space to programs (kernel/bpf/ringbuf.c, user_ringbuf_map_ops). Java reserves a record, fills
 * and submits it; a program drains what is there:
 *
 * <pre>{@code
 * UserRingBufferMap commands = (UserRingBufferMap) object.map("commands").orElseThrow();
 * try (UserRingBufferRecord record = commands.reserve(8, Duration.ofSeconds(1)).orElseThrow()) {
 *     record.sample().set(JAVA_LONG, 0, 42);
 *     record.submit();
 * }
 * }</pre>
 *
 * Any thread may produce. What lies in the ring is checked when it is drained, since whoever shares the memory can
 * write there.
 */
public final class UserRingBufferMap extends RingMap {
    /** Most samples of one drain: the kernel's BPF_MAX_USER_RINGBUF_SAMPLES. */
    private static final int MAX_SAMPLES = 128 * 1024;
    /** Largest sample that a program can be shown: the kernel's DYNPTR_MAX_SIZE. */
    private static final int MAX_SAMPLE_SIZE = (1 << 24) - 1;

    private final RingMemory ring;
    private final AtomicBoolean draining = new AtomicBoolean();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition drained = lock.newCondition();

    private UserRingBufferMap(final String name, final MapAttributes attributes, final RingMemory ring) {
        super(MapType.USER_RINGBUF, name, attributes, ring);
        this.ring = ring;
    }

    /** Checks as ringbuf_map_alloc does, and makes the map. */
    static UserRingBufferMap create(final String name, final MapAttributes wanted, final MapMemoryBudget budget) {
        return new UserRingBufferMap(name, wanted, RingMemory.create(name, wanted, budget));
    }

    /**
     * Reserves a record if there is room now.
     *
     * @param size bytes, not negative.
     * @return the record, to be submitted or discarded by this thread; empty if there is no room just now.
     * @throws MapException          E2BIG if the ring can never hold it.
     * @throws IllegalStateException if the map was closed.
     */
    public Optional<UserRingBufferRecord> reserve(final int size) {
        return reserve(size, Duration.ZERO);
    }

    /**
     * Reserves a record, and waits for a program to make room. Returns early when the map is closed or the thread is
     * interrupted, which it stays.
     *
     * @param size    bytes, not negative.
     * @param timeout how long to wait.
     * @return the record, to be submitted or discarded by this thread; empty if there was no room.
     * @throws MapException          E2BIG if the ring can never hold it.
     * @throws IllegalStateException if the map was closed before.
     */
    public Optional<UserRingBufferRecord> reserve(final int size, final Duration timeout) {
        final long recordSize = size < 0 || (size & RingDescriptor.DISCARD) != 0
                ? Long.MAX_VALUE : RingDescriptor.recordSize(size);
        if (recordSize > ring.size()) {
            throw new MapException(Errno.E2BIG, "map '%s': a sample of %d bytes never fits: max_entries=%s"
                    .formatted(name(), size, Integer.toUnsignedString(maxEntries())));
        }
        if (isClosed() || !hold()) {
            throw new IllegalStateException("map '%s' was closed".formatted(name()));
        }
        Optional<UserRingBufferRecord> record = Optional.empty();
        lock.lock();
        try {
            final Deadline deadline = new Deadline(timeout);
            record = tryReserve(size, recordSize);
            while (record.isEmpty() && deadline.leftNanos() > 0 && !isClosed()) {
                drained.awaitNanos(deadline.leftNanos());
                record = tryReserve(size, recordSize);
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
            if (record.isEmpty()) {
                letGo();
            }
        }
        return record;
    }

    private Optional<UserRingBufferRecord> tryReserve(final int size, final long recordSize) {
        final long position = ring.producerPosition();
        if (ring.size() - (position - ring.consumerPosition()) < recordSize) {
            return Optional.empty();
        }
        ring.setHeader(position, size | RingDescriptor.BUSY);
        ring.setProducerPosition(position + recordSize);
        return Optional.of(new UserRingBufferRecord(this, ring, position, size));
    }

    /**
     * {@code bpf_user_ringbuf_drain}. Any thread, but one at a time.
     *
     * @param visitor is shown the samples, oldest first.
     * @param flags   {@link RingBufferMap#NO_WAKEUP}, {@link RingBufferMap#FORCE_WAKEUP}.
     * @return how many were shown; -EBUSY while another thread drains; -EINVAL or -E2BIG if user space broke the ring.
     */
    public long drain(final SampleVisitor visitor, final long flags) {
        if ((flags & ~(RingBufferMap.NO_WAKEUP | RingBufferMap.FORCE_WAKEUP)) != 0) {
            return -Errno.EINVAL.number();
        }
        if (!draining.compareAndSet(false, true)) {
            return -Errno.EBUSY.number();
        }
        long seen = 0;
        try {
            boolean goOn = true;
            for (int i = 0; i < MAX_SAMPLES && goOn; i++) {
                final long position = ring.consumerPosition();
                final long header = checkedHeader(position);
                if (header == -Errno.ENODATA.number()) {
                    break;
                }
                if (header < 0) {
                    return header;
                }
                final int size = RingDescriptor.sampleSize((int) header);
                try {
                    if (!RingDescriptor.isDiscarded((int) header)) {
                        seen++;
                        goOn = visitor.visit(ring.sample(position), size);
                    }
                } finally {
                    ring.setConsumerPosition(position + RingDescriptor.recordSize(size));
                }
            }
            return seen;
        } finally {
            draining.set(false);
            if ((flags & RingBufferMap.FORCE_WAKEUP) != 0
                    || (flags & RingBufferMap.NO_WAKEUP) == 0 && seen > 0) {
                wakeProducers();
            }
        }
    }

    /** The header at the head of the ring, checked (__bpf_user_ringbuf_peek), or a negative error number. */
    private long checkedHeader(final long position) {
        final long end = ring.producerPosition();
        if (end % RingDescriptor.HEADER_SIZE != 0) {
            return -Errno.EINVAL.number();
        }
        if (Long.compareUnsigned(position, end) >= 0) {
            return -Errno.ENODATA.number();
        }
        final int header = ring.header(position);
        final int size = RingDescriptor.sampleSize(header);
        final long recordSize = RingDescriptor.recordSize(size);
        if (Long.compareUnsigned(recordSize, end - position) > 0) {
            return -Errno.EINVAL.number();
        }
        if (recordSize > ring.size() || size > MAX_SAMPLE_SIZE) {
            return -Errno.E2BIG.number();
        }
        return RingDescriptor.isDiscarded(header) || !RingDescriptor.isBusy(header)
                ? header & 0xFFFF_FFFFL : -Errno.ENODATA.number();
    }

    private void wakeProducers() {
        lock.lock();
        try {
            drained.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    void onClose() {
        wakeProducers();
    }
}
