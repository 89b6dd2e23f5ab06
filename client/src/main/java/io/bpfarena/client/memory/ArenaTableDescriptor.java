package io.bpfarena.client.memory;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;

/**
 * Layout of the file {@code table} that stands beside an arena's {@code pages}: a header, then one presence byte a
 * page. The broker alone writes it; clients map it read-only. All numbers are little-endian.
 *
 * <pre>
 *    0        4        8        12       16       20       24                32
 *   +-----------------+--------+--------+--------+--------+-----------------+
 *   | magic           |version |hdr len |arena id| flags  | base address    |
 *   +--------+--------+--------+--------+--------+--------+-----------------+
 *   | pages  |page len|presence offset  | epoch           | state  |reserved|   32 .. 63
 *   +--------+--------+-----------------+-----------------+--------+--------+
 *   | name, UTF-8, padded with zeros                                  ...   |   64 .. 191
 *   +------------------------------------------------------------------...--+
 *   | zeros up to 4096                                                ...   |
 *   +------------------------------------------------------------------...--+
 *   | presence area: starts at 4096; page p's byte is at                    |
 *   |   presence offset + p, presence offset = 4096 + (base >>> 12 &amp; 4095)  |
 *   +------------------------------------------------------------------...--+
 * </pre>
 *
 * <p>Why the presence bytes do not start at 4096 straight away: whoever wants one presence table for the whole 32-bit
 * domain (as the broker's runtime does, indexed by arena address, not by page of the arena) maps this file over it, and
 * a mapping starts at a page. The bytes before and after stay 0. Worked example: base 0x300000005000, so page 0 has
 * arena page 5, the presence offset is 4101, and the file's page 1 mapped at the start of a table puts it at index 5.
 *
 * <p>The magic is written last, with release semantics: who sees it sees a complete header.
 */
public final class ArenaTableDescriptor {
    /** {@code "BPFARENA"} as eight ASCII bytes in the file. */
    public static final long MAGIC = 0x414E_4552_4146_5042L;

    /** Changes whenever this layout does. */
    public static final int VERSION = 1;

    /** Bytes before the presence area: one page. */
    public static final int HEADER_LENGTH = 4096;

    /** Bytes in a page of the arena. */
    public static final int PAGE_LENGTH = 4096;

    /** Bytes of the name, including at least one closing zero. */
    public static final int NAME_LENGTH = 128;

    /** The arena's broker serves it. */
    public static final int STATE_OPEN = 1;

    /** The arena has been closed; its pages are gone. */
    public static final int STATE_CLOSED = 2;

    /** BPF_F_SEGV_ON_FAULT: a touch of a page that nobody allocated is an error, not an allocation. */
    public static final int FLAG_SEGV_ON_FAULT = 1 << 17;

    /** BPF_F_NO_USER_CONV: pointers in memory are not user addresses. */
    public static final int FLAG_NO_USER_CONV = 1 << 18;

    public static final int MAGIC_OFFSET = 0;
    public static final int VERSION_OFFSET = 8;
    public static final int HEADER_LENGTH_OFFSET = 12;
    public static final int ARENA_ID_OFFSET = 16;
    public static final int FLAGS_OFFSET = 20;
    public static final int BASE_ADDRESS_OFFSET = 24;
    public static final int PAGE_COUNT_OFFSET = 32;
    public static final int PAGE_LENGTH_OFFSET = 36;
    public static final int PRESENCE_OFFSET_OFFSET = 40;
    public static final int EPOCH_OFFSET = 48;
    public static final int STATE_OFFSET = 56;
    public static final int NAME_OFFSET = 64;

    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private ArenaTableDescriptor() {
    }

    /**
     * Where the presence byte of page 0 stands in the file.
     *
     * @param baseAddress of the arena.
     * @return bytes from the start of the file.
     */
    public static int presenceOffset(final long baseAddress) {
        return HEADER_LENGTH + ((int) (baseAddress >>> 12) & 0xFFF);
    }

    /**
     * How long the file is: header and presence area, whole pages.
     *
     * @param baseAddress of the arena.
     * @param pageCount   of the arena.
     * @return bytes.
     */
    public static long fileLength(final long baseAddress, final int pageCount) {
        return presenceOffset(baseAddress) + (long) pageCount + PAGE_LENGTH - 1 & -PAGE_LENGTH;
    }

    /**
     * Writes a complete header, the magic last.
     *
     * @param buffer over the file, zeroed.
     * @param header what to write.
     * @throws IllegalArgumentException if the name does not fit.
     */
    public static void write(final AtomicBuffer buffer, final ArenaTableHeader header) {
        buffer.putInt(VERSION_OFFSET, VERSION, ORDER);
        buffer.putInt(HEADER_LENGTH_OFFSET, HEADER_LENGTH, ORDER);
        buffer.putInt(ARENA_ID_OFFSET, header.arenaId(), ORDER);
        buffer.putInt(FLAGS_OFFSET, header.flags(), ORDER);
        buffer.putLong(BASE_ADDRESS_OFFSET, header.baseAddress(), ORDER);
        buffer.putInt(PAGE_COUNT_OFFSET, header.pageCount(), ORDER);
        buffer.putInt(PAGE_LENGTH_OFFSET, PAGE_LENGTH, ORDER);
        buffer.putLong(PRESENCE_OFFSET_OFFSET, presenceOffset(header.baseAddress()), ORDER);
        buffer.putLong(EPOCH_OFFSET, header.epoch(), ORDER);
        buffer.putInt(STATE_OFFSET, header.state(), ORDER);
        putName(buffer, header.name());
        buffer.putLongRelease(MAGIC_OFFSET, MAGIC);
    }

    private static void putName(final MutableDirectBuffer buffer, final String name) {
        final byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length >= NAME_LENGTH) {
            throw new IllegalArgumentException("arena name must be at most %d bytes of UTF-8: name=%s (%d bytes)"
                    .formatted(NAME_LENGTH - 1, name, bytes.length));
        }
        buffer.putBytes(NAME_OFFSET, bytes);
    }

    /**
     * Reads and checks a header.
     *
     * @param buffer over the file, at least {@link #HEADER_LENGTH} bytes.
     * @return what it says.
     * @throws ArenaFormatException if it is not a header of this version, or contradicts itself.
     */
    public static ArenaTableHeader read(final DirectBuffer buffer) throws ArenaFormatException {
        if (buffer.capacity() < HEADER_LENGTH) {
            throw new ArenaFormatException("table is %d bytes, shorter than its header of %d"
                    .formatted(buffer.capacity(), HEADER_LENGTH));
        }
        expect("magic", MAGIC, buffer.getLong(MAGIC_OFFSET, ORDER), MAGIC_OFFSET);
        expect("version", VERSION, buffer.getInt(VERSION_OFFSET, ORDER), VERSION_OFFSET);
        expect("header length", HEADER_LENGTH, buffer.getInt(HEADER_LENGTH_OFFSET, ORDER), HEADER_LENGTH_OFFSET);
        expect("page length", PAGE_LENGTH, buffer.getInt(PAGE_LENGTH_OFFSET, ORDER), PAGE_LENGTH_OFFSET);
        final ArenaTableHeader header = new ArenaTableHeader(
                buffer.getInt(ARENA_ID_OFFSET, ORDER),
                name(buffer),
                buffer.getLong(BASE_ADDRESS_OFFSET, ORDER),
                buffer.getInt(PAGE_COUNT_OFFSET, ORDER),
                buffer.getInt(FLAGS_OFFSET, ORDER),
                buffer.getLong(EPOCH_OFFSET, ORDER),
                buffer.getInt(STATE_OFFSET, ORDER));
        expect("presence offset", presenceOffset(header.baseAddress()),
                buffer.getLong(PRESENCE_OFFSET_OFFSET, ORDER), PRESENCE_OFFSET_OFFSET);
        return header.checked();
    }

    private static String name(final DirectBuffer buffer) {
        int length = 0;
        while (length < NAME_LENGTH && buffer.getByte(NAME_OFFSET + length) != 0) {
            length++;
        }
        final byte[] bytes = new byte[length];
        buffer.getBytes(NAME_OFFSET, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void expect(final String field, final long expected, final long actual, final int offset)
            throws ArenaFormatException {
        if (expected != actual) {
            throw new ArenaFormatException("table has %s 0x%x at offset %d, expected 0x%x"
                    .formatted(field, actual, offset, expected));
        }
    }
}
