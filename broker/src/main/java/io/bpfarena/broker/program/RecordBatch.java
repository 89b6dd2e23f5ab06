package io.bpfarena.broker.program;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.map.MapException;
import io.bpfarena.runtime.map.RecordTaker;
import io.bpfarena.runtime.map.RingBufferMap;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Records taken out of a ring buffer, no more than fit into an answer; those that do not fit stay, and with them the
 * programs' lack of room. One that is larger than an answer is given in parts, and stays until its last part was:
 *
 * <pre>
 *   take(position -, offset 0)         -&gt; position 4096, the first 32 KiB of the record there, 8 KiB remain
 *   take(position 4096, offset 32 KiB) -&gt; position 4096, the other 8 KiB; now the record is gone
 * </pre>
 */
public final class RecordBatch implements RecordTaker {
    /** Records looked at in one call, discarded ones among them: some hundred microseconds. */
    private static final int MAX_LOOKED_AT = 16_384;

    private final int maxRecords;
    private final int maxLength;
    private final long wantedPosition;
    private final int wantedOffset;
    private final List<byte[]> records = new ArrayList<>();
    private long position;
    private int remaining;
    private int length;

    private RecordBatch(final int maxRecords, final int maxLength, final long wantedPosition, final int wantedOffset) {
        this.maxRecords = maxRecords;
        this.maxLength = maxLength;
        this.wantedPosition = wantedPosition;
        this.wantedOffset = wantedOffset;
    }

    /**
     * Takes what is there.
     *
     * @param ring       to take from.
     * @param maxRecords at most so many.
     * @param maxLength  bytes of them together.
     * @param position   of a record that was given in part.
     * @param offset     how much of it was given; 0 to begin with whatever is first.
     * @return the records.
     * @throws MapException ESTALE if that record is not the first any more, ERANGE if it has no such offset.
     */
    public static RecordBatch take(
            final RingBufferMap ring, final int maxRecords, final int maxLength, final long position,
            final int offset) {
        final RecordBatch batch = new RecordBatch(maxRecords, maxLength, position, offset);
        ring.take(batch, MAX_LOOKED_AT);
        if (offset != 0 && batch.records.isEmpty()) {
            throw stale(position);
        }
        return batch;
    }

    private static MapException stale(final long position) {
        return new MapException(Errno.ESTALE,
                "the record at position %d is not the first: somebody else consumed it".formatted(position));
    }

    @Override
    public boolean take(final long at, final MemorySegment sample) {
        if (records.size() == maxRecords) {
            return false;
        }
        final int start = records.isEmpty() ? startOf(at, sample) : 0;
        final long left = sample.byteSize() - start;
        if (left <= maxLength - length) {
            add(at, sample.asSlice(start));
            return true;
        }
        if (records.isEmpty()) {
            add(at, sample.asSlice(start, maxLength));
            remaining = (int) (left - maxLength);
        }
        return false;
    }

    private int startOf(final long at, final MemorySegment sample) {
        if (wantedOffset == 0) {
            return 0;
        }
        if (at != wantedPosition) {
            throw stale(wantedPosition);
        }
        if (wantedOffset >= sample.byteSize()) {
            throw new MapException(Errno.ERANGE, "the record at position %d has %d bytes: recordOffset=%d"
                    .formatted(at, sample.byteSize(), wantedOffset));
        }
        return wantedOffset;
    }

    private void add(final long at, final MemorySegment part) {
        position = records.isEmpty() ? at : position;
        records.add(part.toArray(ValueLayout.JAVA_BYTE));
        length += (int) part.byteSize();
    }

    /** {@return whether there is nothing} */
    public boolean isEmpty() {
        return records.isEmpty();
    }

    /** {@return the records, oldest first; of a large one a part, alone} */
    public List<byte[]> records() {
        return records;
    }

    /** {@return position of the first record} */
    public long position() {
        return position;
    }

    /** {@return bytes of the record that were not given yet} */
    public int remaining() {
        return remaining;
    }
}
