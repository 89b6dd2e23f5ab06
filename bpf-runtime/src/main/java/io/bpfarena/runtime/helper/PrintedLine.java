package io.bpfarena.runtime.helper;

import io.bpfarena.runtime.memory.NativeMemory;
import java.nio.charset.StandardCharsets;

/**
 * A line in the making, as the kernel's vsnprintf does it: all of it is counted, but only so many bytes are kept. A
 * character is a byte.
 */
final class PrintedLine {
    /** Widest field: the kernel's FIELD_WIDTH_MAX. */
    static final int MAX_WIDTH = (1 << 23) - 1;

    private final int limit;
    private final StringBuilder kept = new StringBuilder();
    private int length;

    /** Keeps one byte less than the limit, which is the zero's. */
    PrintedLine(final int limit) {
        this.limit = limit;
    }

    /** Bytes of the whole line, also those that were not kept. */
    int length() {
        return length;
    }

    /** What was kept, decoded as UTF-8. */
    String text() {
        return new String(kept.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** Puts what was kept, and a zero, to an address; nothing if the limit is 0. */
    void copyTo(final long address) {
        for (int i = 0; i < kept.length(); i++) {
            NativeMemory.putByte(address + i, (byte) kept.charAt(i));
        }
        if (limit > 0) {
            NativeMemory.putByte(address + kept.length(), (byte) 0);
        }
    }

    void append(final char c) {
        repeat(c, 1);
    }

    private void append(final String text) {
        for (int i = 0; i < text.length(); i++) {
            repeat(text.charAt(i), 1);
        }
    }

    private void repeat(final char c, final int count) {
        length += count;
        for (int i = 0; i < count && kept.length() + 1 < limit; i++) {
            kept.append(c);
        }
    }

    void signed(final long value, final String flags, final int width) {
        final String text = Long.toString(value);
        if (value < 0) {
            digits("-", text.substring(1), flags, width);
        } else {
            digits(flags.contains("+") ? "+" : flags.contains(" ") ? " " : "", text, flags, width);
        }
    }

    void digits(final String sign, final String digits, final String flags, final int width) {
        final int missing = width - sign.length() - digits.length();
        if (flags.contains("0") && !flags.contains("-") && missing > 0) {
            append(sign);
            repeat('0', missing);
            append(digits);
        } else {
            pad(sign + digits, flags, width);
        }
    }

    void pad(final String text, final String flags, final int width) {
        final int missing = Math.max(0, width - text.length());
        if (flags.contains("-")) {
            append(text);
            repeat(' ', missing);
        } else {
            repeat(' ', missing);
            append(text);
        }
    }
}
