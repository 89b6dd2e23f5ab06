package io.bpfarena.runtime.isa;

import java.math.BigInteger;
import java.util.List;

/** Goes through the tokens of a statement and takes what the grammar wants next, or says what it wanted. */
final class TokenCursor {
    private final List<Token> tokens;
    private int next;

    TokenCursor(final List<Token> tokens) {
        this.tokens = tokens;
    }

    Token peek() {
        return tokens.get(next);
    }

    /** The token after the next, or the end. */
    Token peekSecond() {
        return tokens.get(Math.min(next + 1, tokens.size() - 1));
    }

    Token take() {
        final Token token = tokens.get(next);
        if (token.kind() != Token.Kind.END) {
            next++;
        }
        return token;
    }

    /** Where it is, to come back to with {@link #moveTo}. */
    int position() {
        return next;
    }

    void moveTo(final int position) {
        next = position;
    }

    boolean accept(final String text) {
        final boolean found = peek().is(text);
        if (found) {
            take();
        }
        return found;
    }

    void expect(final String... texts) throws AssemblyException {
        for (final String text : texts) {
            if (!accept(text)) {
                throw peek().unexpected("'" + text + "'");
            }
        }
    }

    boolean atEnd() {
        return peek().kind() == Token.Kind.END;
    }

    void expectEnd() throws AssemblyException {
        if (!atEnd()) {
            throw peek().unexpected("the end of the instruction");
        }
    }

    /** A register as it is written: how much of it, and which. */
    record RegisterName(Width width, int number, Token token) {
    }

    /** The register that a token names, or null. */
    static RegisterName registerOf(final Token token) {
        if (token.kind() == Token.Kind.NAME && token.text().matches("[rw](\\d|10)")) {
            final Width width = token.text().charAt(0) == 'w' ? Width.BITS_32 : Width.BITS_64;
            return new RegisterName(width, Integer.parseInt(token.text().substring(1)), token);
        }
        return null;
    }

    RegisterName register() throws AssemblyException {
        final RegisterName register = registerOf(peek());
        if (register == null) {
            throw peek().unexpected("a register, r0 to r10 or w0 to w10");
        }
        take();
        return register;
    }

    int register(final Width width) throws AssemblyException {
        final RegisterName register = registerOf(peek());
        if (register == null || register.width() != width) {
            throw peek().unexpected("a register, %s to %s".formatted(width.register(0), width.register(10)));
        }
        take();
        return register.number();
    }

    /** A register that holds a value of a size: r for all sizes, or w for those below 64 bits. */
    int register(final MemorySize size) throws AssemblyException {
        return size == MemorySize.DOUBLE_WORD ? register(Width.BITS_64) : register().number();
    }

    boolean atNumber() {
        return peek().kind() == Token.Kind.NUMBER || peek().is("-") || peek().is("+");
    }

    /** A number with or without sign, decimal or with 0x. */
    long number(final String least, final String most) throws AssemblyException {
        final Token start = peek();
        final boolean negative = accept("-");
        if (!negative) {
            accept("+");
        }
        final BigInteger magnitude = magnitude(start, least, most);
        final BigInteger number = negative ? magnitude.negate() : magnitude;
        if (number.compareTo(new BigInteger(least)) < 0 || number.compareTo(new BigInteger(most)) > 0) {
            throw new AssemblyException(start.line(), start.column(), numberFrom(least, most),
                    (negative ? "-" : "") + tokens.get(next - 1).text());
        }
        return number.longValue();
    }

    private BigInteger magnitude(final Token start, final String least, final String most) throws AssemblyException {
        final Token digits = peek();
        if (digits.kind() != Token.Kind.NUMBER) {
            throw (digits.kind() == Token.Kind.END ? digits : start).unexpected(numberFrom(least, most));
        }
        // More digits than 64 bits can have are wrong already, and need not be counted out.
        final int longest = 20;
        final boolean hex = digits.text().matches("0[xX][0-9a-fA-F]{1,%d}".formatted(longest));
        if (!hex && !digits.text().matches("[0-9]{1,%d}".formatted(longest))) {
            throw digits.unexpected(numberFrom(least, most));
        }
        take();
        return hex ? new BigInteger(digits.text().substring(2), 16) : new BigInteger(digits.text());
    }

    private static String numberFrom(final String least, final String most) {
        return "a number from %s to %s".formatted(least, most);
    }

    /** 16 bits with sign. */
    int offset() throws AssemblyException {
        return (int) number("-32768", "32767");
    }

    /** 32 bits with sign. */
    int longOffset() throws AssemblyException {
        return (int) number("-2147483648", "2147483647");
    }

    /** 32 bits, which may also be written without sign: 0xffffffff is -1. */
    int immediate() throws AssemblyException {
        return (int) number("-2147483648", "4294967295");
    }

    /** 64 bits, which may also be written without sign. */
    long wideImmediate() throws AssemblyException {
        return number("-9223372036854775808", "18446744073709551615");
    }
}
