package io.bpfarena.runtime.map;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The reading end of a ring buffer: what libbpf's ringbuf.c does in user space. One thread at a time.
 *
 * <p>Who waits and who submits must not miss each other. The consumer stores its position, then its thread, then looks
 * at the head record's header; a producer stores the header, then looks at position and thread. All are volatile, so
 * one of the two sees the other.
 */
final class RingConsumer {
    private final RingMemory ring;
    private final AtomicBoolean consuming = new AtomicBoolean();
    private volatile Thread waiting;

    RingConsumer(final RingMemory ring) {
        this.ring = ring;
    }

    /** Wakes the consumer up if it waits. */
    void wake() {
        final Thread thread = waiting;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    /** Hands over what is there, up to a limit, and waits for the first if there is nothing. */
    int poll(
            final RecordHandler handler, final int limit, final Deadline deadline, final BooleanSupplier closed) {
        if (!consuming.compareAndSet(false, true)) {
            throw new IllegalStateException("a ring buffer has one consumer, and it is at work");
        }
        try {
            while (true) {
                final int consumed = consume(handler, limit);
                if (consumed > 0 || limit <= 0 || deadline.leftNanos() <= 0 || closed.getAsBoolean()
                        || Thread.currentThread().isInterrupted()) {
                    return consumed;
                }
                await(deadline, closed);
            }
        } finally {
            consuming.set(false);
        }
    }

    /** Shows what is there until a record is not taken, or so many have gone. */
    int take(final RecordTaker taker, final int limit) {
        if (!consuming.compareAndSet(false, true)) {
            throw new IllegalStateException("a ring buffer has one consumer, and it is at work");
        }
        try (Arena scope = Arena.ofConfined()) {
            final MemorySegment data = ring.segment().reinterpret(scope, null).asReadOnly();
            long position = ring.consumerPosition();
            int count = 0;
            while (count < limit && position != ring.producerPosition()) {
                final int header = ring.header(position);
                final int size = RingDescriptor.sampleSize(header);
                if (RingDescriptor.isBusy(header) || !RingDescriptor.isDiscarded(header)
                        && !taker.take(position, data.asSlice(ring.sample(position) - data.address(), size))) {
                    break;
                }
                position += RingDescriptor.recordSize(size);
                ring.setConsumerPosition(position);
                count++;
            }
            return count;
        } finally {
            consuming.set(false);
        }
    }

    private void await(final Deadline deadline, final BooleanSupplier closed) {
        waiting = Thread.currentThread();
        try {
            if (!hasRecord() && !closed.getAsBoolean()) {
                LockSupport.parkNanos(this, deadline.leftNanos());
            }
        } finally {
            waiting = null;
        }
    }

    private boolean hasRecord() {
        final long position = ring.consumerPosition();
        return position != ring.producerPosition() && !RingDescriptor.isBusy(ring.header(position));
    }

    private int consume(final RecordHandler handler, final int limit) {
        int count = 0;
        try (Arena scope = Arena.ofConfined()) {
            final MemorySegment data = ring.segment().reinterpret(scope, null).asReadOnly();
            long position = ring.consumerPosition();
            long end = ring.producerPosition();
            while (count < limit) {
                if (position == end) {
                    end = ring.producerPosition();
                    if (position == end) {
                        break;
                    }
                }
                final int header = ring.header(position);
                if (RingDescriptor.isBusy(header)) {
                    break;
                }
                final int size = RingDescriptor.sampleSize(header);
                try {
                    if (!RingDescriptor.isDiscarded(header)) {
                        count++;
                        handler.onRecord(data.asSlice(ring.sample(position) - data.address(), size));
                    }
                } finally {
                    position += RingDescriptor.recordSize(size);
                    ring.setConsumerPosition(position);
                }
            }
        }
        return count;
    }
}
