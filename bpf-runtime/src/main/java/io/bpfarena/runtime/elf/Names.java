package io.bpfarena.runtime.elf;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * A string table: names end with a zero byte, and one may be the tail of another. Compilers store a name once and
 * little in common; a table whose names overlap more than that is a forger's, and would cost its square.
 */
final class Names {
    private static final int OVERLAP = 4;
    private static final int SLACK = 64 << 10;

    private final String section;
    private final ByteBuffer data;
    private final Map<Integer, String> known = new HashMap<>();
    private long budget;

    Names(final String section, final ByteBuffer data) {
        this.section = section;
        this.data = data;
        this.budget = (long) data.limit() * OVERLAP + SLACK;
    }

    String at(final int offset) throws ObjectFormatException {
        final String found = known.get(offset);
        if (found != null) {
            return found;
        }
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
        budget -= end - offset + 1;
        if (budget < 0) {
            throw new ObjectFormatException(section, offset, "too many names that overlap");
        }
        final byte[] bytes = new byte[end - offset];
        data.get(offset, bytes);
        final String name = new String(bytes, StandardCharsets.UTF_8);
        known.put(offset, name);
        return name;
    }
}
