package io.bpfarena.runtime.elf;

import java.nio.ByteBuffer;

/**
 * A section header as it lies in the file, {@code Elf64_Shdr}. It is read and checked before jelf sees the file, since
 * jelf makes arrays as large as a header says.
 *
 * <pre>
 *  0 name  4 type  8 flags  16 addr  24 offset  32 size  40 link  44 info  48 align  56 entry size  64
 * </pre>
 */
record SectionHeader(int name, int type, long flags, long offset, long size, int link, int info, long entrySize) {
    static final int SIZE = 64;

    private static final int SYMBOL_SIZE = 24;
    private static final int REL_SIZE = 16;
    private static final int RELA_SIZE = 24;

    static SectionHeader read(final ByteBuffer file, final int at) {
        return new SectionHeader(
                file.getInt(at), file.getInt(at + 4), file.getLong(at + 8), file.getLong(at + 24),
                file.getLong(at + 32), file.getInt(at + 40), file.getInt(at + 44), file.getLong(at + 56));
    }

    /** Whether its contents lie in the file. */
    boolean hasData() {
        return type != ElfSection.SHT_NOBITS && type != 0;
    }

    /** How many records it holds, for the types that hold records. */
    int entries() {
        final int recordSize = recordSize();
        return recordSize == 0 ? 0 : (int) (size / recordSize);
    }

    void check(final String where, final int sectionCount, final long fileSize) throws ObjectFormatException {
        if (hasData()) {
            if (offset < 0 || size < 0 || offset > fileSize || size > fileSize - offset) {
                throw new ObjectFormatException(where,
                        "contents at 0x%x, size %d, are not within the file: fileSize=%d"
                                .formatted(offset, size, fileSize));
            }
        } else if (size < 0 || size > ElfLimits.NOBITS_SIZE) {
            throw new ObjectFormatException(where,
                    "size must be at most %d: size=%s"
                            .formatted(ElfLimits.NOBITS_SIZE, Long.toUnsignedString(size)));
        }
        if (link < 0 || link >= sectionCount) {
            throw new ObjectFormatException(where, "link to section %s, but there are %d"
                    .formatted(Integer.toUnsignedString(link), sectionCount));
        }
        final int recordSize = recordSize();
        if (recordSize != 0 && (entrySize != recordSize || size % recordSize != 0)) {
            throw new ObjectFormatException(where, "size %d, entry size %s, but a record has %d bytes"
                    .formatted(size, Long.toUnsignedString(entrySize), recordSize));
        }
        if (isRelocation() && (info <= 0 || info >= sectionCount)) {
            throw new ObjectFormatException(where, "relocates section %s, but there are %d"
                    .formatted(Integer.toUnsignedString(info), sectionCount));
        }
    }

    boolean isRelocation() {
        return type == ElfSection.SHT_REL || type == ElfSection.SHT_RELA;
    }

    private int recordSize() {
        return switch (type) {
            case ElfSection.SHT_SYMTAB -> SYMBOL_SIZE;
            case ElfSection.SHT_REL -> REL_SIZE;
            case ElfSection.SHT_RELA -> RELA_SIZE;
            default -> 0;
        };
    }
}
