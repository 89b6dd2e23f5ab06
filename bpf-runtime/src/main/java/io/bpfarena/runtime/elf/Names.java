package io.bpfarena.runtime.elf;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A string table: names end with a zero byte, and one may be the tail of another. */
final class Names {
    private final String section;
    private final ByteBuffer data;

    Names(final String section, final ByteBuffer data) {
        this.section = section;
        this.data = data;
    }

    String at(final int offset) throws ObjectFormatException {
        if (offset < 0 || offset >= data.limit()) {
            throw new ObjectFormatException(section,
                    "name at %s is not within the string table: size=%d"
                            .formatted(Integer.toUnsignedString(offset), data.limit()));
        }
        int end = offset;
        while (end < data.limit() && data.get(end) != 0) {
            end++;
            if (end - offset > ElfLimits.NAME_LENGTH) {
                throw new ObjectFormatException(section, offset,
                        "name is longer than %d bytes".formatted(ElfLimits.NAME_LENGTH));
            }
        }
        if (end == data.limit()) {
            throw new ObjectFormatException(section, offset, "name does not end within the string table");
        }
        final byte[] bytes = new byte[end - offset];
        data.get(offset, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
