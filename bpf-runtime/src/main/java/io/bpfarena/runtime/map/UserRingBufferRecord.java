package io.bpfarena.runtime.map;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A record that Java reserved in a {@link UserRingBufferMap}. Programs see nothing that was reserved after it before it
 * is submitted or discarded. Used by the thread that reserved it; it keeps the ring's memory.
 */
public final class UserRingBufferRecord implements AutoCloseable {
    private final UserRingBufferMap map;
    private final RingMemory ring;
    private final long position;
    private final int size;
    private final Arena scope = Arena.ofConfined();
    private final MemorySegment sample;
    private boolean done;

    UserRingBufferRecord(
            final UserRingBufferMap map, final RingMemory ring, final long position, final int size) {
        this.map = map;
        this.ring = ring;
        this.position = position;
        this.size = size;
        this.sample = MemorySegment.ofAddress(ring.sample(position)).reinterpret(size, scope, null);
    }

    /** {@return its bytes, not zeroed; not accessible any more once it is submitted or discarded} */
    public MemorySegment sample() {
        return sample;
    }

    /**
     * Lets programs see it.
     *
     * @throws IllegalStateException if it was submitted or discarded before.
     */
    public void submit() {
        finish(size);
    }

    /**
     * Lets programs skip it.
     *
     * @throws IllegalStateException if it was submitted or discarded before.
     */
    public void discard() {
        finish(size | RingDescriptor.DISCARD);
    }

    private void finish(final int header) {
        if (done) {
            throw new IllegalStateException(
                    "record of map '%s' was submitted or discarded before".formatted(map.name()));
        }
        done = true;
        scope.close();
        ring.setHeader(position, header);
        map.letGo();
    }

    /** Discards it, unless it was submitted. */
    @Override
    public void close() {
        if (!done) {
            discard();
        }
    }
}
