package io.bpfarena.runtime.map;

import java.lang.foreign.MemorySegment;

/** Is shown what programs put into a ring buffer, and says what is consumed. */
@FunctionalInterface
public interface RecordTaker {
    /**
     * One record. Called on the consumer's thread. If this throws, the record stays.
     *
     * @param position of the record in the ring, which grows from record to record for the life of the map.
     * @param sample   the record's bytes, read-only; to be used during the call only.
     * @return whether the record is consumed; if not, it is the first to be shown the next time.
     */
    boolean take(long position, MemorySegment sample);
}
