package io.bpfarena.broker.program;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class OutputTailTest {
    @Test
    void shouldKeepTheLastLinesThatFit() {
        final OutputTail tail = new OutputTail(10);
        tail.addLine("one");
        tail.addLine("two");
        assertEquals("one\ntwo\n", tail.text());
        tail.addLine("three");
        assertEquals("two\nthree\n", tail.text());
        tail.addLine("longer than ten");
        assertEquals("longer than ten\n", tail.text());
    }

    @Test
    void shouldCountBytesNotCharacters() {
        final OutputTail tail = new OutputTail(10);
        tail.addLine("äöü");
        tail.addLine("abc");
        assertEquals("abc\n", tail.text());
    }
}
