package io.bpfarena.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where the parts of a good object are, so that damage can be done to a symbol, a type or an instruction and not only
 * to some byte. Reads only what clang wrote; no checks.
 */
final class ObjectLayout {
    private static final int HEADER_SIZE = 64;
    private static final int SHT_PROGBITS = 1;
    private static final int SHT_SYMTAB = 2;
    private static final int SHT_REL = 9;
    private static final int SHF_EXECINSTR = 4;

    private final List<Section> sections = new ArrayList<>();
    private final List<Integer> types = new ArrayList<>();

    /**
     * A section.
     *
     * @param header where its header is, bytes from the start of the file.
     * @param type   sh_type.
     * @param flags  sh_flags.
     * @param start  of its data.
     * @param size   of its data.
     */
    record Section(int header, int type, long flags, int start, int size) {
    }

    ObjectLayout(final byte[] object) {
        final ByteBuffer file = ByteBuffer.wrap(object).order(ByteOrder.LITTLE_ENDIAN);
        final int first = (int) file.getLong(40);
        for (int i = 1; i < file.getShort(60); i++) {
            final int header = first + i * HEADER_SIZE;
            sections.add(new Section(header, file.getInt(header + 4), file.getLong(header + 8),
                    (int) file.getLong(header + 24), (int) file.getLong(header + 32)));
        }
        btf(file).forEach(section -> readTypes(file, section));
    }

    private List<Section> btf(final ByteBuffer file) {
        return sections.stream()
                .filter(section -> section.type == SHT_PROGBITS && section.size > 24
                        && file.getInt(section.start) == 0x0001_eb9f && file.getInt(section.start + 4) == 24)
                .toList();
    }

    /** Types, where each is; a record is 12 bytes, and what its kind adds. */
    private void readTypes(final ByteBuffer file, final Section section) {
        int at = section.start + 24 + file.getInt(section.start + 8);
        final int end = at + file.getInt(section.start + 12);
        while (at < end) {
            types.add(at);
            at += typeSize(file.getInt(at + 4));
        }
    }

    /** Bytes of a type, by the word that has kind and number of members. */
    static int typeSize(final int info) {
        final int members = info & 0xffff;
        return 12 + switch (info >>> 24 & 0x1f) {
            case 1, 14, 17 -> 4;
            case 3 -> 12;
            case 4, 5, 15, 19 -> 12 * members;
            case 6, 13 -> 8 * members;
            default -> 0;
        };
    }

    List<Section> sections() {
        return sections;
    }

    List<Section> symbolTables() {
        return sections.stream().filter(section -> section.type == SHT_SYMTAB && section.size > 0).toList();
    }

    List<Section> relocations() {
        return sections.stream().filter(section -> section.type == SHT_REL && section.size > 0).toList();
    }

    List<Section> code() {
        return sections.stream()
                .filter(section -> (section.flags & SHF_EXECINSTR) != 0 && section.size > 0).toList();
    }

    List<Section> btf(final byte[] object) {
        return btf(ByteBuffer.wrap(object).order(ByteOrder.LITTLE_ENDIAN));
    }

    /** Where each type is, without void. */
    int[] types() {
        return types.stream().flatMapToInt(IntStream::of).toArray();
    }
}
