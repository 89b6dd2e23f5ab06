package io.bpfarena.runtime.loader;

import java.util.OptionalLong;

/** Numbers as C's strtoull reads them with base 0: decimal, 0x and 0 for octal, with a sign; nothing may follow. */
final class UnsignedText {
    private static final int HEXADECIMAL = 16;
    private static final int DECIMAL = 10;
    private static final int OCTAL = 8;

    private UnsignedText() {
    }

    static OptionalLong parse(final String text) {
        String digits = text.stripLeading();
        final boolean negative = digits.startsWith("-");
        if (negative || digits.startsWith("+")) {
            digits = digits.substring(1);
        }
        int base = DECIMAL;
        if (digits.startsWith("0x") || digits.startsWith("0X")) {
            base = HEXADECIMAL;
            digits = digits.substring(2);
        } else if (digits.startsWith("0") && digits.length() > 1) {
            base = OCTAL;
            digits = digits.substring(1);
        }
        if (digits.isEmpty() || !Character.isLetterOrDigit(digits.charAt(0))) {
            return OptionalLong.empty();
        }
        try {
            final long number = Long.parseUnsignedLong(digits, base);
            return OptionalLong.of(negative ? -number : number);
        } catch (final NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
