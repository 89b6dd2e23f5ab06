package io.bpfarena.runtime.helper;

import io.bpfarena.linux.Errno;
import java.util.Locale;
import java.util.Optional;

/**
 * A format of the kernel's bpf_bprintf_prepare (kernel/bpf/helpers.c): {@code %[0 +-][width]} and one of d i u x X,
 * each also with l or ll; c; s; p, also as pK and px; ps, pS and pB, which print an address that is no symbol's; pks
 * and pus for strings of the kernel and of user space; pi4, pI4, pi6, pI6 for addresses of the internet; {@code %%}. A
 * pointer is printed as it is, in 16 digits: the kernel hides its own addresses, but here they are the program's.
 * Everything that the kernel refuses is refused. Used once.
 */
final class PrintFormat {
    /** Longest line of the helpers that print, in bytes with the zero: the kernel's MAX_BPRINTF_BUF. */
    static final int LINE_LIMIT = 1024;
    /** Bytes that all arguments of a format take, strings included: the kernel's MAX_BPRINTF_BIN_ARGS. */
    private static final int ARGUMENTS_SIZE = 512;

    private static final int POINTER_DIGITS = 16;

    private final String format;
    private final CallContext context;
    private final PrintedLine line;
    private int at;
    private int argumentBytes;

    private PrintFormat(final String format, final CallContext context, final int limit) {
        this.format = format;
        this.context = context;
        this.line = new PrintedLine(limit);
    }

    /** A format that cannot be printed. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final Errno errno;

        private RefusedException(final Errno errno) {
            super("format refused: " + errno, null, false, false);
            this.errno = errno;
        }

        /** What the kernel answers: EINVAL for the format, ENOSPC for arguments that take too much room. */
        Errno errno() {
            return errno;
        }
    }

    /** The line, at most 1023 bytes, or empty if the format is refused or wants more arguments than there are. */
    static Optional<String> format(final String format, final CallContext context, final long... arguments) {
        try {
            return Optional.of(print(format, context, LINE_LIMIT, arguments).text());
        } catch (final RefusedException e) {
            return Optional.empty();
        }
    }

    /**
     * Prints.
     *
     * @param format one character a byte (ISO 8859-1).
     * @param limit  most bytes of the line that are wanted, with a zero at its end.
     * @return the line.
     * @throws RefusedException if the format is refused or wants more arguments than there are.
     */
    static PrintedLine print(
            final String format, final CallContext context, final int limit, final long... arguments)
            throws RefusedException {
        return new PrintFormat(format, context, limit).run(arguments);
    }

    private PrintedLine run(final long[] arguments) throws RefusedException {
        int used = 0;
        while (at < format.length()) {
            final char c = format.charAt(at++);
            if (!isPrintable(c)) {
                throw refused();
            }
            if (c != '%') {
                line.append(c);
            } else if (take('%')) {
                line.append('%');
            } else if (used == arguments.length) {
                throw refused();
            } else {
                convert(arguments[used++]);
            }
        }
        return line;
    }

    private void convert(final long argument) throws RefusedException {
        final int flagsStart = at;
        while (isOneOf("0+- ", peek())) {
            at++;
        }
        final String flags = format.substring(flagsStart, at);
        int width = 0;
        while (peek() >= '0' && peek() <= '9') {
            width = Math.min(PrintedLine.MAX_WIDTH, 10 * width + format.charAt(at++) - '0');
        }
        if (take('p')) {
            pointer(argument, flags, width);
        } else if (take('s')) {
            string(AddressSpace.ANY, argument, flags, width);
        } else if (take('c')) {
            argumentBytes++;
            line.pad(String.valueOf((char) (argument & 0xFF)), flags, width);
        } else {
            number(argument, flags, width);
        }
    }

    /** What follows the kind of pointer in letters and digits is not printed (bstr_printf). */
    private void pointer(final long argument, final String flags, final int width) throws RefusedException {
        if (isOneOf("ku", peek()) && format.startsWith("s", at + 1)) {
            final AddressSpace space = peek() == 'k' ? AddressSpace.KERNEL : AddressSpace.USER;
            at += 2;
            string(space, argument, "", 0);
            return;
        }
        if (endsHere()) {
            address(argument, flags, width);
            return;
        }
        final char kind = peek();
        at++;
        switch (kind) {
            case 'K', 'x' -> address(argument, flags, width);
            case 's', 'S' -> {
                occupy(Long.BYTES);
                line.pad("0x" + Long.toHexString(argument), flags, width);
            }
            case 'B' -> formatted("0x" + Long.toHexString(argument));
            case 'i', 'I' -> {
                final char family = peek();
                if (!isOneOf("46", family)) {
                    throw refused();
                }
                at++;
                formatted(InternetAddressText.of(context, argument, kind, family));
            }
            default -> throw refused();
        }
        while (isAlphanumeric(peek())) {
            at++;
        }
    }

    /** A pointer is as wide as all its digits, unless the format says how wide (pointer_string). */
    private void address(final long argument, final String flags, final int width) throws RefusedException {
        occupy(Long.BYTES);
        line.digits("", Long.toHexString(argument), width == 0 ? "0" : flags,
                width == 0 ? POINTER_DIGITS : width);
    }

    /** Text that takes the place of its argument; the width of a pointer does not count there (bstr_printf). */
    private void formatted(final String text) throws RefusedException {
        if (ARGUMENTS_SIZE - argumentBytes <= text.length()) {
            throw new RefusedException(Errno.ENOSPC);
        }
        argumentBytes += text.length() + 1;
        line.pad(text, "", 0);
    }

    private void string(final AddressSpace space, final long argument, final String flags, final int width)
            throws RefusedException {
        if (!endsHere()) {
            throw refused();
        }
        final int room = ARGUMENTS_SIZE - argumentBytes;
        if (room <= 0) {
            throw new RefusedException(Errno.ENOSPC);
        }
        final ProbedText text = ProbedText.read(context, space, argument, room);
        final int length = text.isUnreadable() ? 0 : Math.min(text.length(), room - 1);
        argumentBytes += length + 1;
        final StringBuilder characters = new StringBuilder();
        for (int i = 0; i < length; i++) {
            characters.append((char) text.at(i));
        }
        line.pad(characters.toString(), flags, width);
    }

    private void number(final long argument, final String flags, final int width) throws RefusedException {
        final boolean isLong = take('l');
        if (isLong) {
            take('l');
        }
        final long unsigned = isLong ? argument : argument & 0xFFFF_FFFFL;
        final char conversion = peek();
        at++;
        switch (conversion) {
            case 'd', 'i' -> line.signed(isLong ? argument : (int) argument, flags, width);
            case 'u' -> line.digits("", Long.toUnsignedString(unsigned), flags, width);
            case 'x' -> line.digits("", Long.toHexString(unsigned), flags, width);
            case 'X' -> line.digits("", Long.toHexString(unsigned).toUpperCase(Locale.ROOT), flags, width);
            default -> throw refused();
        }
        occupy(isLong ? Long.BYTES : Integer.BYTES);
    }

    /** Numbers lie aligned to four bytes. */
    private void occupy(final int bytes) throws RefusedException {
        argumentBytes = argumentBytes + 3 & ~3;
        if (ARGUMENTS_SIZE - argumentBytes < bytes) {
            throw new RefusedException(Errno.ENOSPC);
        }
        argumentBytes += bytes;
    }

    private static RefusedException refused() {
        return new RefusedException(Errno.EINVAL);
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
        return next == 0 || isPrintable(next) && !isAlphanumeric(next) && (next < 0x80 || next >= 0xA0);
    }

    /** The kernel's character classes are those of Latin-1, so parts of UTF-8 are letters and points to it. */
    private static boolean isAlphanumeric(final char c) {
        return c >= '0' && c <= '9' || (c | 0x20) >= 'a' && (c | 0x20) <= 'z'
                || c >= 0xC0 && c != 0xD7 && c != 0xF7;
    }

    /** What may stand outside a conversion: text, also UTF-8, but no control characters. */
    private static boolean isPrintable(final char c) {
        return c >= 0x20 && c != 0x7F || isSpace(c);
    }

    private static boolean isSpace(final char c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }

    private static boolean isOneOf(final String set, final char c) {
        return c != 0 && set.indexOf(c) >= 0;
    }
}
