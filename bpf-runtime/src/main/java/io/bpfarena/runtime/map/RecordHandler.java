package io.bpfarena.runtime.map;

import java.lang.foreign.MemorySegment;

/** Is handed what programs put into a ring buffer. */
@FunctionalInterface
public interface RecordHandler {
    /**
     * One record. Called on the consumer's thread. A record that was handed over is consumed, even if this throws.
     *
     * @param sample the record's bytes, read-only, at an address that is a multiple of eight; to be used during the
     *               call only, since the space is a producer's again afterwards.
     */
    void onRecord(MemorySegment sample);
}
