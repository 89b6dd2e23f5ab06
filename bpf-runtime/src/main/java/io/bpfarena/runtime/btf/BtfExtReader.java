package io.bpfarena.runtime.btf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a .BTF.ext section.
 *
 * <pre>
 *   header      u16 magic 0xeb9f, u8 version 1, u8 flags, u32 header length, then offset and length (u32 each, after
 *               the header) of function info, line info and, if the header is long enough, CO-RE relocations
 *   each part   u32 record size, then for each ELF section: u32 name, u32 number of records, records
 * </pre>
 *
 * Records may be longer than we know; what follows is for later versions.
 */
final class BtfExtReader {
    private static final int MAGIC = 0xeb9f;
    private static final int VERSION = 1;
    private static final int HEADER_SIZE = 24;
    private static final int HEADER_SIZE_WITH_CORE = 32;

    private final ByteBuffer section;
    private final Btf btf;
    private int records;

    BtfExtReader(final ByteBuffer section, final Btf btf) {
        this.section = section.slice().order(ByteOrder.LITTLE_ENDIAN);
        this.btf = btf;
    }

    /** Reads one record. */
    @FunctionalInterface
    private interface RecordReader<T> {
        T read(int at) throws BtfFormatException;
    }

    BtfExt read() throws BtfFormatException {
        final int size = section.limit();
        if (size < HEADER_SIZE || size > BtfLimits.SECTION_SIZE) {
            throw wrong(-1, "size must be 24 to %d: %d".formatted(BtfLimits.SECTION_SIZE, size));
        }
        if (Short.toUnsignedInt(section.getShort(0)) != MAGIC || section.get(2) != VERSION) {
            throw wrong(0, "magic number and version must be 0xeb9f and 1: 0x%x, %d"
                    .formatted(section.getShort(0), section.get(2)));
        }
        final int headerSize = section.getInt(4);
        if (headerSize < HEADER_SIZE || headerSize > size) {
            throw wrong(4, "header length must be 24 to %d: %s"
                    .formatted(size, Integer.toUnsignedString(headerSize)));
        }
        return new BtfExt(
                readPart(8, headerSize, 8, this::readFunction),
                readPart(16, headerSize, 16, this::readLine),
                headerSize >= HEADER_SIZE_WITH_CORE
                        ? readPart(24, headerSize, 16, this::readCoreRelocation) : Map.of());
    }

    private <T> Map<String, List<T>> readPart(
            final int field, final int headerSize, final int minimum, final RecordReader<T> reader)
            throws BtfFormatException {
        final long start = headerSize + Integer.toUnsignedLong(section.getInt(field));
        final long length = Integer.toUnsignedLong(section.getInt(field + 4));
        if (length == 0) {
            return Map.of();
        }
        if (start + length > section.limit() || start % Integer.BYTES != 0 || length < Integer.BYTES) {
            throw wrong(field, "part at 0x%x, length %d, is not within the section: size=%d"
                    .formatted(start, length, section.limit()));
        }
        final int recordSize = section.getInt((int) start);
        if (recordSize < minimum || recordSize % Integer.BYTES != 0) {
            throw wrong(start, "record size must be at least %d and a multiple of 4: %s"
                    .formatted(minimum, Integer.toUnsignedString(recordSize)));
        }
        final Map<String, List<T>> parts = new LinkedHashMap<>();
        int at = (int) start + Integer.BYTES;
        final int end = (int) (start + length);
        while (at < end) {
            if (end - at < 8) {
                throw wrong(at, "a part ends within the head of a section");
            }
            final String name = btf.strings().name(section.getInt(at), BtfExt.SECTION, at);
            final long count = Integer.toUnsignedLong(section.getInt(at + 4));
            at += 8;
            if (count == 0 || count * recordSize > end - at) {
                throw wrong(at - 4, "%d records of %d bytes for section '%s', but %d bytes are left"
                        .formatted(count, recordSize, name, end - at));
            }
            records += (int) count;
            if (records > BtfLimits.RECORDS) {
                throw wrong(at, "more than %d records".formatted(BtfLimits.RECORDS));
            }
            final List<T> list = parts.computeIfAbsent(name, key -> new ArrayList<>());
            for (int i = 0; i < count; i++, at += recordSize) {
                list.add(reader.read(at));
            }
        }
        return Collections.unmodifiableMap(parts);
    }

    private BtfExt.FunctionInfo readFunction(final int at) throws BtfFormatException {
        final int type = type(at + 4);
        if (!(btf.type(type) instanceof BtfType.Function)) {
            throw wrong(at + 4, "type %d is not a function".formatted(type));
        }
        return new BtfExt.FunctionInfo(offset(at), type);
    }

    private BtfExt.LineInfo readLine(final int at) throws BtfFormatException {
        final int lineAndColumn = section.getInt(at + 12);
        return new BtfExt.LineInfo(offset(at),
                btf.strings().text(section.getInt(at + 4), BtfExt.SECTION, at + 4L),
                btf.strings().text(section.getInt(at + 8), BtfExt.SECTION, at + 8L),
                lineAndColumn >>> 10, lineAndColumn & 0x3FF);
    }

    private BtfExt.CoreRelocation readCoreRelocation(final int at) throws BtfFormatException {
        return new BtfExt.CoreRelocation(offset(at), type(at + 4),
                btf.strings().name(section.getInt(at + 8), BtfExt.SECTION, at + 8L), section.getInt(at + 12));
    }

    private int offset(final int at) throws BtfFormatException {
        final int offset = section.getInt(at);
        if (offset < 0 || offset % 8 != 0) {
            throw wrong(at, "offset %s is not that of an instruction".formatted(Integer.toUnsignedString(offset)));
        }
        return offset;
    }

    private int type(final int at) throws BtfFormatException {
        final int type = section.getInt(at);
        if (type < 0 || type >= btf.size()) {
            throw wrong(at, "type %s, but there are %d".formatted(Integer.toUnsignedString(type), btf.size()));
        }
        return type;
    }

    private static BtfFormatException wrong(final long offset, final String message) {
        return new BtfFormatException(BtfExt.SECTION, offset, message);
    }
}
