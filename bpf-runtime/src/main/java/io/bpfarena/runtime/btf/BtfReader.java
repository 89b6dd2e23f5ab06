package io.bpfarena.runtime.btf;

import io.bpfarena.runtime.btf.BtfType.Linkage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a .BTF section.
 *
 * <pre>
 *   header   u16 magic 0xeb9f, u8 version 1, u8 flags, u32 header length,
 *            u32 type offset, u32 type length, u32 string offset, u32 string length (offsets after the header)
 *   type     u32 name, u32 info (vlen 0-15, kind 24-28, flag 31), u32 size or type, then what the kind has more
 * </pre>
 */
final class BtfReader {
    private static final int MAGIC = 0xeb9f;
    private static final int VERSION = 1;
    private static final int HEADER_SIZE = 24;
    private static final int TYPE_SIZE = 12;

    private final ByteBuffer section;
    private final List<BtfType> types = new ArrayList<>();
    private BtfStrings strings;
    private int at;
    private int end;
    private int elements;

    private BtfReader(final ByteBuffer section) {
        this.section = section.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    static Btf read(final ByteBuffer section) throws BtfFormatException {
        final BtfReader reader = new BtfReader(section);
        reader.readHeader();
        reader.types.add(new BtfType.Void());
        while (reader.at < reader.end) {
            if (reader.types.size() > BtfLimits.TYPES) {
                throw reader.wrong(reader.at, "more than %d types".formatted(BtfLimits.TYPES));
            }
            reader.types.add(reader.readType());
        }
        BtfReferences.check(reader.types);
        return new Btf(reader.types, reader.strings, reader.section);
    }

    private void readHeader() throws BtfFormatException {
        final int size = section.limit();
        if (size > BtfLimits.SECTION_SIZE) {
            throw wrong(-1, "at most %d bytes: size=%d".formatted(BtfLimits.SECTION_SIZE, size));
        }
        if (size < HEADER_SIZE) {
            throw wrong(size, "the section ends before its header does: size=%d".formatted(size));
        }
        final int magic = Short.toUnsignedInt(section.getShort(0));
        if (magic != MAGIC) {
            throw wrong(0, "magic number must be 0xeb9f: 0x%x".formatted(magic));
        }
        if (section.get(2) != VERSION) {
            throw wrong(2, "version must be 1: %d".formatted(section.get(2)));
        }
        final int headerSize = section.getInt(4);
        if (headerSize < HEADER_SIZE || headerSize > size) {
            throw wrong(4, "header length must be 24 to %d: %s"
                    .formatted(size, Integer.toUnsignedString(headerSize)));
        }
        final ByteBuffer typeData = part(8, headerSize, "types");
        final ByteBuffer stringData = part(16, headerSize, "strings");
        strings = BtfStrings.read(stringData, Integer.toUnsignedLong(section.getInt(16)) + headerSize);
        at = headerSize + section.getInt(8);
        end = at + typeData.limit();
        if (at % Integer.BYTES != 0) {
            throw wrong(8, "types must be aligned to 4 bytes: offset=%d".formatted(section.getInt(8)));
        }
    }

    private ByteBuffer part(final int field, final int headerSize, final String what) throws BtfFormatException {
        final long offset = headerSize + Integer.toUnsignedLong(section.getInt(field));
        final long length = Integer.toUnsignedLong(section.getInt(field + 4));
        if (offset + length > section.limit()) {
            throw wrong(field, "%s at 0x%x, length %d, are not within the section: size=%d"
                    .formatted(what, offset, length, section.limit()));
        }
        return section.slice((int) offset, (int) length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private BtfType readType() throws BtfFormatException {
        final int start = at;
        need(TYPE_SIZE);
        final String name = strings.name(section.getInt(start), Btf.SECTION, start);
        final int info = section.getInt(start + 4);
        final int sizeOrType = section.getInt(start + 8);
        final int count = info & 0xFFFF;
        final int kind = info >>> 24 & 0x1F;
        final boolean flag = info < 0;
        at = start + TYPE_SIZE;
        return switch (kind) {
            case 1 -> readInt(name, size(sizeOrType, start), start);
            case 2 -> new BtfType.Pointer(sizeOrType);
            case 3 -> readArray();
            case 4, 5 -> new BtfType.Struct(name, kind == 5, size(sizeOrType, start), readMembers(count, flag));
            case 6 -> new BtfType.Enumeration(name, size(sizeOrType, start), flag, false, readEnumerators(count, flag));
            case 7 -> new BtfType.Forward(name, flag);
            case 8 -> new BtfType.Typedef(name, sizeOrType);
            case 9 -> new BtfType.Qualifier(BtfType.QualifierKind.VOLATILE, sizeOrType);
            case 10 -> new BtfType.Qualifier(BtfType.QualifierKind.CONST, sizeOrType);
            case 11 -> new BtfType.Qualifier(BtfType.QualifierKind.RESTRICT, sizeOrType);
            case 12 -> new BtfType.Function(name, sizeOrType, linkage(count, start + 4));
            case 13 -> new BtfType.Prototype(sizeOrType, readParameters(count));
            case 14 -> new BtfType.Variable(name, sizeOrType, linkage(nextInt(), start + TYPE_SIZE));
            case 15 -> new BtfType.DataSection(name, size(sizeOrType, start), readVariables(count));
            case 16 -> new BtfType.FloatingPoint(name, size(sizeOrType, start));
            case 17 -> new BtfType.DeclarationTag(name, sizeOrType, nextInt());
            case 18 -> new BtfType.TypeTag(name, sizeOrType);
            case 19 -> new BtfType.Enumeration(name, size(sizeOrType, start), flag, true, readWideEnumerators(count));
            default -> throw wrong(start + 4, "type %d is of unknown kind %d".formatted(types.size(), kind));
        };
    }

    private BtfType readInt(final String name, final int size, final int start) throws BtfFormatException {
        final int data = nextInt();
        final int bits = data & 0xFF;
        final int bitOffset = data >>> 16 & 0xFF;
        if (size == 0 || size > 16 || bits + bitOffset > size * Byte.SIZE) {
            throw wrong(start, "integer '%s' of %d bytes has %d bits from bit %d"
                    .formatted(name, size, bits, bitOffset));
        }
        return new BtfType.Int(name, size, bits, bitOffset, data >>> 24 & 0xF);
    }

    private BtfType readArray() throws BtfFormatException {
        need(12);
        final BtfType array = new BtfType.Array(section.getInt(at), section.getInt(at + 4), section.getInt(at + 8));
        at += 12;
        return array;
    }

    private List<BtfType.Member> readMembers(final int count, final boolean bitfields) throws BtfFormatException {
        final List<BtfType.Member> members = start(count, 12);
        for (int i = 0; i < count; i++, at += 12) {
            final int offset = section.getInt(at + 8);
            members.add(new BtfType.Member(
                    strings.name(section.getInt(at), Btf.SECTION, at), section.getInt(at + 4),
                    bitfields ? offset & 0xFF_FFFF : offset, bitfields ? offset >>> 24 : 0));
        }
        return members;
    }

    private List<BtfType.Enumerator> readEnumerators(final int count, final boolean signed)
            throws BtfFormatException {
        final List<BtfType.Enumerator> values = start(count, 8);
        for (int i = 0; i < count; i++, at += 8) {
            final int value = section.getInt(at + 4);
            values.add(new BtfType.Enumerator(strings.name(section.getInt(at), Btf.SECTION, at),
                    signed ? value : Integer.toUnsignedLong(value)));
        }
        return values;
    }

    private List<BtfType.Enumerator> readWideEnumerators(final int count) throws BtfFormatException {
        final List<BtfType.Enumerator> values = start(count, 12);
        for (int i = 0; i < count; i++, at += 12) {
            values.add(new BtfType.Enumerator(strings.name(section.getInt(at), Btf.SECTION, at),
                    Integer.toUnsignedLong(section.getInt(at + 4)) | (long) section.getInt(at + 8) << 32));
        }
        return values;
    }

    private List<BtfType.Parameter> readParameters(final int count) throws BtfFormatException {
        final List<BtfType.Parameter> parameters = start(count, 8);
        for (int i = 0; i < count; i++, at += 8) {
            parameters.add(new BtfType.Parameter(
                    strings.name(section.getInt(at), Btf.SECTION, at), section.getInt(at + 4)));
        }
        return parameters;
    }

    private List<BtfType.SectionVariable> readVariables(final int count) throws BtfFormatException {
        final List<BtfType.SectionVariable> variables = start(count, 12);
        for (int i = 0; i < count; i++, at += 12) {
            final int size = section.getInt(at + 8);
            if (section.getInt(at + 4) < 0 || size < 0) {
                throw wrong(at, "variable at %s, size %s, of a section is out of range".formatted(
                        Integer.toUnsignedString(section.getInt(at + 4)), Integer.toUnsignedString(size)));
            }
            variables.add(new BtfType.SectionVariable(section.getInt(at), section.getInt(at + 4), size));
        }
        return variables;
    }

    private <T> List<T> start(final int count, final int elementSize) throws BtfFormatException {
        need(count * elementSize);
        elements += count;
        if (elements > BtfLimits.ELEMENTS) {
            throw wrong(at, "more than %d members, parameters, enumerators and variables"
                    .formatted(BtfLimits.ELEMENTS));
        }
        return new ArrayList<>(count);
    }

    private int nextInt() throws BtfFormatException {
        need(Integer.BYTES);
        at += Integer.BYTES;
        return section.getInt(at - Integer.BYTES);
    }

    private void need(final int bytes) throws BtfFormatException {
        if (bytes > end - at) {
            throw wrong(at, "type %d is not within the section: it needs %d bytes, there are %d"
                    .formatted(types.size(), bytes, end - at));
        }
    }

    private int size(final int value, final int start) throws BtfFormatException {
        if (value < 0) {
            throw wrong(start + 8, "type %d has %s bytes".formatted(types.size(), Integer.toUnsignedString(value)));
        }
        return value;
    }

    private Linkage linkage(final int value, final int place) throws BtfFormatException {
        if (value < 0 || value >= Linkage.values().length) {
            throw wrong(place, "type %d has unknown linkage %s"
                    .formatted(types.size(), Integer.toUnsignedString(value)));
        }
        return Linkage.values()[value];
    }

    private BtfFormatException wrong(final long offset, final String message) {
        return new BtfFormatException(Btf.SECTION, offset, message);
    }
}
