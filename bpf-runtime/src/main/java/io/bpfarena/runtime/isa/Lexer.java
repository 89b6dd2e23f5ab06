package io.bpfarena.runtime.isa;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a line of assembler text into tokens. Comments end here: {@code //} and what follows, or {@code #} at the start
 * of the line or after a space.
 */
final class Lexer {
    /** The longer ones first. */
    private static final List<String> SIGNS = List.of(
            "<<=", ">>=", "+=", "-=", "*=", "/=", "%=", "|=", "&=", "^=", "==", "!=", "<=", ">=",
            "<", ">", "&", "=", "(", ")", "[", "]", "*", "+", "-", ",", ":", "#", ";");

    private final String text;
    private final int line;
    private final List<Token> tokens = new ArrayList<>();
    private int position;

    private Lexer(final String text, final int line) {
        this.text = text;
        this.line = line;
    }

    /** The tokens of a line; the last is its end. */
    static List<Token> tokens(final String text, final int line) throws AssemblyException {
        return new Lexer(text, line).read();
    }

    private List<Token> read() throws AssemblyException {
        while (position < text.length() && !startsComment()) {
            final char c = text.charAt(position);
            if (c == ' ' || c == '\t' || c == '\r') {
                position++;
            } else if (isDigit(c)) {
                add(Token.Kind.NUMBER, endOfWord());
            } else if (isWord(c)) {
                add(Token.Kind.NAME, endOfWord());
            } else {
                add(Token.Kind.SIGN, position + sign().length());
            }
        }
        tokens.add(new Token(Token.Kind.END, "", line, position + 1));
        return tokens;
    }

    private boolean startsComment() {
        return text.startsWith("//", position)
                || text.charAt(position) == '#' && (position == 0 || text.charAt(position - 1) <= ' ');
    }

    private void add(final Token.Kind kind, final int end) {
        tokens.add(new Token(kind, text.substring(position, end), line, position + 1));
        position = end;
    }

    private int endOfWord() {
        int end = position;
        while (end < text.length() && (isWord(text.charAt(end)) || isDigit(text.charAt(end)))) {
            end++;
        }
        return end;
    }

    private String sign() throws AssemblyException {
        for (final String sign : SIGNS) {
            if (text.startsWith(sign, position)) {
                return sign;
            }
        }
        throw new AssemblyException(line, position + 1, "an instruction",
                text.substring(position, text.offsetByCodePoints(position, 1)));
    }

    private static boolean isDigit(final char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWord(final char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '.' || c == '$';
    }
}
