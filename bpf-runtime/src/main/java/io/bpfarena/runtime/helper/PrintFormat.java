package io.bpfarena.runtime.helper;

import java.util.Locale;
import java.util.Optional;

/**
 * A format of the kernel's bpf_bprintf_prepare (kernel/bpf/helpers.c): {@code %[0 +-][width]} and one of d i u x X,
 * each also with l or ll; c; s; p, also as pK px ps pS; pks and pus for strings; {@code %%}. A pointer is printed as it
 * is, in 16 digits: the kernel hides its own addresses, but here they are the program's. The kernel's pB, pI4 and the
 * like are refused, as is everything that it refuses. Used once.
 */
final class PrintFormat {
    /** Longest string that is taken from memory, in bytes. */
    private static final int STRING_LIMIT = 512;
    /** A width beyond it makes no wider line than the line's own limit. */
    private static final int MAX_WIDTH = 1024;

    private final String format;
    private final StringBuilder line = new StringBuilder();
    private int at;

    private PrintFormat(final String format) {
        this.format = format;
    }

    /** The line, or empty if the format is refused or wants more arguments than there are. */
    static Optional<String> format(final String format, final CallContext context, final long... arguments) {
        return new PrintFormat(format).run(context, arguments);
    }

    private Optional<String> run(final CallContext context, final long[] arguments) {
        int used = 0;
        while (at < format.length()) {
            final char c = format.charAt(at++);
            if (!isPrintable(c)) {
                return Optional.empty();
            }
            if (c != '%') {
                line.append(c);
            } else if (take('%')) {
                line.append('%');
            } else if (used == arguments.length || !convert(context, arguments[used++])) {
                return Optional.empty();
            }
        }
        return Optional.of(line.toString());
    }

    private boolean convert(final CallContext context, final long argument) {
        final int flagsStart = at;
        while (isOneOf("0+- ", peek())) {
            at++;
        }
        final String flags = format.substring(flagsStart, at);
        int width = 0;
        while (Character.isDigit(peek())) {
            width = Math.min(MAX_WIDTH, 10 * width + format.charAt(at++) - '0');
        }
        if (take('p')) {
            return pointer(context, argument, flags, width);
        }
        if (take('s')) {
            return string(context, argument, flags, width);
        }
        if (take('c')) {
            pad(String.valueOf((char) (argument & 0xFF)), flags, width);
            return true;
        }
        return number(argument, flags, width);
    }

    private boolean pointer(final CallContext context, final long argument, final String flags, final int width) {
        if (isOneOf("ku", peek()) && format.startsWith("s", at + 1)) {
            at += 2;
            return string(context, argument, flags, width);
        }
        if (!endsHere() && !isOneOf("KxsS", peek())) {
            return false;
        }
        if (!endsHere()) {
            at++;
        }
        pad("%016x".formatted(argument), flags, width);
        return true;
    }

    private boolean string(final CallContext context, final long argument, final String flags, final int width) {
        if (!endsHere()) {
            return false;
        }
        pad(context.string(argument, STRING_LIMIT), flags, width);
        return true;
    }

    private boolean number(final long argument, final String flags, final int width) {
        final boolean isLong = take('l');
        if (isLong) {
            take('l');
        }
        final long unsigned = isLong ? argument : argument & 0xFFFF_FFFFL;
        final char conversion = peek();
        at++;
        return switch (conversion) {
            case 'd', 'i' -> signed(isLong ? argument : (int) argument, flags, width);
            case 'u' -> digits("", Long.toUnsignedString(unsigned), flags, width);
            case 'x' -> digits("", Long.toHexString(unsigned), flags, width);
            case 'X' -> digits("", Long.toHexString(unsigned).toUpperCase(Locale.ROOT), flags, width);
            default -> false;
        };
    }

    private boolean signed(final long value, final String flags, final int width) {
        final String text = Long.toString(value);
        if (value < 0) {
            return digits("-", text.substring(1), flags, width);
        }
        final String plus = flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
        return digits(plus, text, flags, width);
    }

    /** Always true: a number that was converted. */
    private boolean digits(final String sign, final String digits, final String flags, final int width) {
        final int missing = width - sign.length() - digits.length();
        final boolean zeros = flags.contains("0") && !flags.contains("-") && missing > 0;
        pad(sign + (zeros ? "0".repeat(missing) : "") + digits, flags, width);
        return true;
    }

    private void pad(final String text, final String flags, final int width) {
        final String blanks = " ".repeat(Math.max(0, width - text.length()));
        line.append(flags.contains("-") ? text + blanks : blanks + text);
    }

    /** The next character, or 0 at the end. */
    private char peek() {
        return at < format.length() ? format.charAt(at) : 0;
    }

    private boolean take(final char wanted) {
        final boolean there = peek() == wanted;
        if (there) {
            at++;
        }
        return there;
    }

    /** Whether a conversion of s or p ends before the next character, as the kernel wants it. */
    private boolean endsHere() {
        final char next = peek();
        return next == 0 || isSpace(next) || isPrintable(next) && !Character.isLetterOrDigit(next);
    }

    private static boolean isPrintable(final char c) {
        return c >= 0x20 && c < 0x7F || isSpace(c);
    }

    private static boolean isSpace(final char c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }

    private static boolean isOneOf(final String set, final char c) {
        return c != 0 && set.indexOf(c) >= 0;
    }
}
