package io.bpfarena.broker.control;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Text on its way to a client. Much of it quotes what somebody untrusted sent (names in an object, what a program
 * printed) and ends on a terminal: so control characters but line feed and tab become {@code ?}, and it is cut to what
 * the message may hold, at a character.
 */
final class WireText {
    private WireText() {
    }

    /**
     * Encodes.
     *
     * @param text      any.
     * @param maxLength bytes at most.
     * @return UTF-8.
     */
    static byte[] encode(final String text, final int maxLength) {
        final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        final ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(maxLength, 3L * text.length()));
        encoder.encode(CharBuffer.wrap(printable(text)), bytes, true);
        final byte[] result = new byte[bytes.position()];
        bytes.get(0, result);
        return result;
    }

    /**
     * Takes control characters out.
     *
     * @param text any.
     * @return the text, of the same length.
     */
    static String printable(final String text) {
        final char[] chars = text.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            if (Character.isISOControl(chars[i]) && chars[i] != '\n' && chars[i] != '\t' || isBidiControl(chars[i])) {
                chars[i] = '?';
            }
        }
        return new String(chars);
    }

    /** Characters that make a terminal show what follows in another order. */
    private static boolean isBidiControl(final char c) {
        return c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069';
    }
}
