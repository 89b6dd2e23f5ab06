package io.bpfarena.runtime.map;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.memory.NativeMemory;
import java.time.Duration;

/**
 * A ring buffer from programs to user space (kernel/bpf/ringbuf.c). Programs on any number of threads reserve records,
 * fill and submit them; one consumer reads them in the order of their reservation:
 *
 * <pre>{@code
 * RingBufferMap events = (RingBufferMap) object.map("events").orElseThrow();
 * while (running) {
 *     events.poll(sample -> total += sample.get(JAVA_LONG, 0), Integer.MAX_VALUE, Duration.ofMillis(100));
 * }
 * }</pre>
 *
 * The memory is laid out as the kernel's; bpf(2)'s element operations are not for it (ENOTSUPP).
 */
public final class RingBufferMap extends RingMap {
    /** Submit: do not wake the consumer. */
    public static final long NO_WAKEUP = 1;
    /** Submit: wake the consumer in any case. */
    public static final long FORCE_WAKEUP = 2;

    private final RingMemory ring;
    private final RingConsumer consumer;
    private final Object reserving = new Object();
    /** All before it was submitted or discarded; guarded by {@link #reserving}. */
    private long pending;

    private RingBufferMap(final String name, final MapAttributes attributes, final RingMemory ring) {
        super(MapType.RINGBUF, name, attributes, ring);
        this.ring = ring;
        this.consumer = new RingConsumer(ring);
    }

    /** Checks as ringbuf_map_alloc does, and makes the map. */
    static RingBufferMap create(final String name, final MapAttributes wanted, final MapMemoryBudget budget) {
        return new RingBufferMap(name, wanted, RingMemory.create(name, wanted, budget));
    }

    /**
     * {@code bpf_ringbuf_reserve}. Any thread.
     *
     * @param size  bytes, unsigned.
     * @param flags must be 0.
     * @return native address of the sample, not zeroed, to be {@linkplain #commit committed}; 0 if it does not fit now,
     *         or ever.
     */
    public long reserve(final long size, final long flags) {
        if (flags != 0 || size < 0 || size > RingDescriptor.MAX_SAMPLE_SIZE) {
            return 0;
        }
        final long recordSize = RingDescriptor.recordSize((int) size);
        if (recordSize > ring.size()) {
            return 0;
        }
        synchronized (reserving) {
            final long position = ring.producerPosition();
            final long end = position + recordSize;
            skipCommitted(position);
            // One byte is never used, so that a position tells whether the ring is full or empty.
            if (spans(ring.consumerPosition(), end) || spans(pending, end)) {
                return 0;
            }
            ring.setPage(position);
            ring.setHeader(position, (int) size | RingDescriptor.BUSY);
            ring.setProducerPosition(end);
            return ring.sample(position);
        }
    }

    /** Whether a range of positions is larger than the ring can hold; a nonsensical one is. */
    private boolean spans(final long start, final long end) {
        return Long.compareUnsigned(end - start, ring.size() - 1) > 0;
    }

    /** A consumer that ran ahead, or lied about its position, must not let a record be reserved twice. */
    private void skipCommitted(final long end) {
        while (pending != end) {
            final int header = ring.header(pending);
            if (RingDescriptor.isBusy(header)) {
                return;
            }
            pending += RingDescriptor.recordSize(RingDescriptor.sampleSize(header));
        }
    }

    /**
     * {@code bpf_ringbuf_submit} and {@code bpf_ringbuf_discard}. Any thread.
     *
     * @param sample  what {@link #reserve} gave; not committed before.
     * @param discard whether the consumer is to skip it.
     * @param flags   {@link #NO_WAKEUP}, {@link #FORCE_WAKEUP}; others have no meaning.
     */
    public void commit(final long sample, final boolean discard, final long flags) {
        final long position = ring.positionOf(sample);
        final int header = ring.header(position);
        if (!RingDescriptor.isBusy(header)) {
            throw new IllegalStateException("map '%s': record at 0x%x was committed before".formatted(name(), sample));
        }
        ring.setHeader(position, RingDescriptor.sampleSize(header) | (discard ? RingDescriptor.DISCARD : 0));
        // The consumer waits for the record at its position alone, and then takes all that follow.
        if ((flags & FORCE_WAKEUP) != 0
                || (flags & NO_WAKEUP) == 0 && (ring.consumerPosition() & ring.size() - 1) == position) {
            consumer.wake();
        }
    }

    /**
     * {@code bpf_ringbuf_output}: reserves, copies, submits. Any thread.
     *
     * @param data  native address.
     * @param size  bytes, unsigned.
     * @param flags {@link #NO_WAKEUP}, {@link #FORCE_WAKEUP}.
     * @return 0, -EINVAL for other flags, -EAGAIN if there is no room.
     */
    public long output(final long data, final long size, final long flags) {
        if ((flags & ~(NO_WAKEUP | FORCE_WAKEUP)) != 0) {
            return -Errno.EINVAL.number();
        }
        final long sample = reserve(size, 0);
        if (sample == 0) {
            return -Errno.EAGAIN.number();
        }
        NativeMemory.copy(data, sample, size);
        commit(sample, false, flags);
        return 0;
    }

    /**
     * {@code bpf_ringbuf_query}. Any thread; the answer may be old already.
     *
     * @param what 0 bytes not yet consumed, headers included; 1 size; 2 consumer position; 3 producer position.
     * @return the answer; 0 for any other question.
     */
    public long query(final long what) {
        if (what == 0) {
            return ring.producerPosition() - ring.consumerPosition();
        } else if (what == 1) {
            return ring.size();
        } else if (what == 2) {
            return ring.consumerPosition();
        }
        return what == 3 ? ring.producerPosition() : 0;
    }

    /**
     * Hands over the records that are there. One thread at a time.
     *
     * @param handler gets them, oldest first.
     * @param limit   most records.
     * @return how many were handed over.
     * @throws IllegalStateException if the map was closed, or another thread, or the handler, is consuming.
     */
    public int consume(final RecordHandler handler, final int limit) {
        return poll(handler, limit, Duration.ZERO);
    }

    /**
     * Hands over the records that are there, and waits for the first if there are none. One thread at a time. Returns
     * early when the map is closed or the thread is interrupted, which it stays.
     *
     * @param handler gets them, oldest first.
     * @param limit   most records.
     * @param timeout how long to wait.
     * @return how many were handed over.
     * @throws IllegalStateException if the map was closed before, or another thread, or the handler, is consuming.
     */
    public int poll(final RecordHandler handler, final int limit, final Duration timeout) {
        if (isClosed() || !hold()) {
            throw new IllegalStateException("map '%s' was closed".formatted(name()));
        }
        try {
            return consumer.poll(handler, limit, new Deadline(timeout), this::isClosed);
        } finally {
            letGo();
        }
    }

    /**
     * Shows the records that are there, without waiting, until one is not taken: it stays, and with it those that
     * follow. One thread at a time.
     *
     * @param taker is shown them, oldest first.
     * @param limit most records that are looked at, those that were discarded among them.
     * @return how many were looked at and are gone.
     * @throws IllegalStateException if the map was closed, or another thread, or the taker, is consuming.
     */
    public int take(final RecordTaker taker, final int limit) {
        if (isClosed() || !hold()) {
            throw new IllegalStateException("map '%s' was closed".formatted(name()));
        }
        try {
            return consumer.take(taker, limit);
        } finally {
            letGo();
        }
    }

    @Override
    void onClose() {
        consumer.wake();
    }
}
