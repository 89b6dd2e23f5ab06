package io.bpfarena.runtime.btf;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The string section of BTF: zero-terminated, the first one empty, referred to by offset. */
final class BtfStrings {
    /** Compilers store a string once; only a forger has many that overlap. */
    private static final int OVERLAP = 4;
    private static final int SLACK = 64 << 10;

    private final ByteBuffer data;
    private final Map<Integer, String> known = new HashMap<>();
    private long budget;

    private BtfStrings(final ByteBuffer data) {
        this.data = data;
        this.budget = (long) data.limit() * OVERLAP + SLACK;
    }

    static BtfStrings read(final ByteBuffer data, final long sectionOffset) throws BtfFormatException {
        final int size = data.limit();
        if (size == 0 || data.get(0) != 0 || data.get(size - 1) != 0) {
            throw new BtfFormatException(Btf.SECTION, sectionOffset,
                    "the string section must begin and end with a zero byte: size=%d".formatted(size));
        }
        return new BtfStrings(data);
    }

    /** The name at an offset; which is at {@code place} in {@code section}, for errors. */
    String name(final int offset, final String section, final long place) throws BtfFormatException {
        return string(offset, section, place, true);
    }

    /** Any text at an offset; cut if it is longer than a name may be. */
    String text(final int offset, final String section, final long place) throws BtfFormatException {
        return string(offset, section, place, false);
    }

    private synchronized String string(final int offset, final String section, final long place, final boolean whole)
            throws BtfFormatException {
        final String found = known.get(offset);
        if (found != null) {
            return found;
        }
        if (offset < 0 || offset >= data.limit()) {
            throw new BtfFormatException(section, place, "string at %s is not within the string section: size=%d"
                    .formatted(Integer.toUnsignedString(offset), data.limit()));
        }
        int length = 0;
        while (data.get(offset + length) != 0 && length < BtfLimits.NAME_LENGTH) {
            length++;
        }
        if (whole && data.get(offset + length) != 0) {
            throw new BtfFormatException(section, place, "name at %d is longer than %d bytes"
                    .formatted(offset, BtfLimits.NAME_LENGTH));
        }
        budget -= length + 1;
        if (budget < 0) {
            throw new BtfFormatException(section, place, "too many strings that overlap");
        }
        final byte[] bytes = new byte[length];
        data.get(offset, bytes);
        final String string = new String(bytes, StandardCharsets.UTF_8);
        known.put(offset, string);
        return string;
    }
}
