package io.bpfarena.runtime.elf;

import java.nio.ByteBuffer;

/**
 * Checks the head of the file, {@code Elf64_Ehdr}, before jelf sees it.
 *
 * <pre>
 *  0 magic  4 class  5 data  6 version  16 type  18 machine  20 version  40 section headers at
 * 58 section header size  60 their number  62 number of the one with the names  64
 * </pre>
 *
 * @param sectionHeaders bytes from the start of the file.
 * @param sectionCount   number of section headers.
 * @param nameSection    number of the section with the names of the sections.
 */
record ElfHeader(int sectionHeaders, int sectionCount, int nameSection) {
    private static final String WHERE = "ELF header";
    private static final int SIZE = 64;
    private static final int MAGIC = 0x464c457f;
    private static final int CLASS_64 = 2;
    private static final int LITTLE_ENDIAN = 1;
    private static final int VERSION = 1;
    private static final int ET_REL = 1;
    private static final int EM_BPF = 247;

    static ElfHeader read(final ByteBuffer file) throws ObjectFormatException {
        final int fileSize = file.limit();
        if (fileSize > ElfLimits.OBJECT_SIZE) {
            throw new ObjectFormatException(WHERE,
                    "an object must have at most %d bytes: size=%d".formatted(ElfLimits.OBJECT_SIZE, fileSize));
        }
        if (fileSize < SIZE) {
            throw new ObjectFormatException(WHERE, fileSize,
                    "the file ends before its header does: size=%d".formatted(fileSize));
        }
        expect(0, file.getInt(0), MAGIC, "magic number, 0x464c457f (this is not an ELF file)");
        expect(4, file.get(4), CLASS_64, "class, 2 (64 bit)");
        expect(5, file.get(5), LITTLE_ENDIAN, "data encoding, 1 (little endian)");
        expect(6, file.get(6), VERSION, "version, 1");
        expect(16, file.getShort(16), ET_REL, "type, 1 (relocatable)");
        expect(18, file.getShort(18), EM_BPF, "machine, 247 (BPF)");
        expect(20, file.getInt(20), VERSION, "version, 1");
        expect(58, file.getShort(58), SectionHeader.SIZE, "size of a section header, 64");
        final long headers = file.getLong(40);
        final int count = Short.toUnsignedInt(file.getShort(60));
        final int names = Short.toUnsignedInt(file.getShort(62));
        if (count == 0 || count > ElfLimits.SECTIONS) {
            throw new ObjectFormatException(WHERE, 60,
                    "number of sections must be 1 to %d: %d".formatted(ElfLimits.SECTIONS, count));
        }
        if (headers < SIZE || headers > fileSize - (long) count * SectionHeader.SIZE) {
            throw new ObjectFormatException(WHERE, 40,
                    "%d section headers at 0x%x are not within the file: fileSize=%d"
                            .formatted(count, headers, fileSize));
        }
        if (names == 0 || names >= count) {
            throw new ObjectFormatException(WHERE, 62,
                    "names of sections in section %d, but there are %d".formatted(names, count));
        }
        return new ElfHeader((int) headers, count, names);
    }

    private static void expect(final int offset, final int value, final int wanted, final String what)
            throws ObjectFormatException {
        if (value != wanted) {
            throw new ObjectFormatException(WHERE, offset, "expected %s: found 0x%x".formatted(what, value));
        }
    }
}
