package io.bpfarena.runtime.map;

/**
 * The layout of a ring buffer, as the kernel maps it into user space (kernel/bpf/ringbuf.c):
 *
 * <pre>
 *   0              u64 consumer position, bytes read so far
 *   4096           u64 producer position, bytes reserved so far
 *   8192           data, max_entries bytes, a power of two
 *   8192 + size    the same data again, so that a record that runs over the end is in one piece
 * </pre>
 *
 * A record starts at a position that is a multiple of eight, at {@code data + (position & size - 1)}:
 *
 * <pre>
 *    31   30  29                    0 31                           0
 *   +----+----+----------------------+------------------------------+
 *   |busy|disc|  bytes of the sample |  page of the record          |  header, 8 bytes
 *   +----+----+----------------------+------------------------------+
 *   |  sample, rounded up to 8 bytes                                |
 *   +---------------------------------------------------------------+
 * </pre>
 *
 * A busy record was reserved and not submitted yet; nobody reads past it. A discarded one is skipped.
 */
final class RingDescriptor {
    static final int PAGE_SIZE = 4096;
    static final int CONSUMER_OFFSET = 0;
    static final int PRODUCER_OFFSET = PAGE_SIZE;
    static final int DATA_OFFSET = 2 * PAGE_SIZE;
    static final int HEADER_SIZE = 8;
    static final int PAGE_FIELD = 4;

    static final int BUSY = 1 << 31;
    static final int DISCARD = 1 << 30;
    /** Bytes in the largest sample of a record that a program reserves: the kernel's RINGBUF_MAX_RECORD_SZ. */
    static final int MAX_SAMPLE_SIZE = -1 >>> 2;
    /** Pages before the data within what the kernel allocates, which is how it counts a record's page. */
    static final int FIRST_DATA_PAGE = 3;

    private RingDescriptor() {
    }

    static boolean isBusy(final int header) {
        return (header & BUSY) != 0;
    }

    static boolean isDiscarded(final int header) {
        return (header & DISCARD) != 0;
    }

    /** Bytes of the sample. */
    static int sampleSize(final int header) {
        return header & ~(BUSY | DISCARD);
    }

    /** Bytes that a record takes: header and sample, rounded up to eight. */
    static long recordSize(final int sampleSize) {
        return MapMemory.roundUp(sampleSize + (long) HEADER_SIZE);
    }
}
