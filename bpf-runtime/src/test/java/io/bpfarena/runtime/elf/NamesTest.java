package io.bpfarena.runtime.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NamesTest {
    private static Names names(final String text) {
        return new Names(".strtab", ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void shouldReadNamesAndTailsOfNames() throws Exception {
        final Names names = names("\0barfoo\0é\0");
        assertEquals("", names.at(0));
        assertEquals("barfoo", names.at(1));
        assertEquals("foo", names.at(4));
        assertEquals("é", names.at(8));
    }

    @Test
    void shouldMakeANameOnce() throws Exception {
        final Names names = names("\0" + "a".repeat(500) + "\0");
        final String name = names.at(1);
        for (int i = 0; i < 10_000; i++) {
            assertSame(name, names.at(1));
        }
    }

    @Test
    void shouldRefuseATableOfWhichTooMuchOverlaps() {
        final Names names = names("a".repeat(500) + "\0");
        final ObjectFormatException e = assertThrows(ObjectFormatException.class, () -> {
            for (int i = 0; i < 500; i++) {
                assertEquals(500 - i, names.at(i).length());
            }
        });
        assertEquals("too many names that overlap", e.getMessage().replaceFirst("^.*: ", ""));
    }
}
