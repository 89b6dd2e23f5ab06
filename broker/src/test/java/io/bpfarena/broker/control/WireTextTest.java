package io.bpfarena.broker.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WireTextTest {
    private static String roundTrip(final String text, final int maxLength) {
        return new String(WireText.encode(text, maxLength), StandardCharsets.UTF_8);
    }

    @Test
    void shouldKeepWhatCanBePrinted() {
        assertEquals("a line\n\tand äöü €, 𝄞", roundTrip("a line\n\tand äöü €, 𝄞", 100));
        assertEquals("", roundTrip("", 100));
    }

    @Test
    void shouldTakeOutWhatMovesACursor() {
        assertEquals("?[2J?7??abc?", roundTrip("\u001b[2J\u001b7\r\u0000abc\u009b", 100));
        assertEquals("a?b?c", roundTrip("a\u202eb\u2066c", 100));
    }

    @Test
    void shouldCutAtACharacter() {
        assertEquals("aä", roundTrip("aäöü", 4));
        assertEquals("aäö", roundTrip("aäöü", 5));
        assertEquals("a", roundTrip("a𝄞", 4));
        assertEquals("a𝄞", roundTrip("a𝄞", 5));
    }

    @Test
    void shouldReplaceHalfACharacter() {
        assertEquals("a?b", roundTrip("a\ud834b", 10));
    }
}
