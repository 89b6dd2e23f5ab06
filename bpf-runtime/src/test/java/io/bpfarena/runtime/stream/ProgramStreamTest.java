package io.bpfarena.runtime.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgramStreamTest {
    private final ProgramStream stream = new ProgramStream();

    @Test
    void shouldTakeWhatFindsRoomAndNothingOfTheRest() {
        assertTrue(stream.write("a".repeat(ProgramStream.MAX_CAPACITY - 10)));
        assertFalse(stream.write("b".repeat(10)), "the last byte is never taken");
        assertTrue(stream.write("c".repeat(9)));
        assertEquals(ProgramStream.MAX_CAPACITY - 1, stream.available());
        assertTrue(stream.readText().endsWith("aaccccccccc"));
        assertEquals(0, stream.available());
    }

    /** What finds no room must not be made again and again by whoever reports faults. */
    @Test
    void shouldBeFullFromWhenTextFoundNoRoomUntilSomethingIsRead() {
        assertTrue(stream.write("a".repeat(ProgramStream.MAX_CAPACITY - 200)));
        assertFalse(stream.isFull());
        assertFalse(stream.write("b".repeat(300)));
        assertTrue(stream.isFull());
        stream.read(0);
        assertTrue(stream.isFull());
        stream.read(1);
        assertFalse(stream.isFull());
    }

    @Test
    void shouldCountBytesAndNotCharacters() {
        stream.write("\u00e4\u20ac");
        assertEquals(5, stream.available());
        assertArrayEquals("\u00e4".getBytes(StandardCharsets.UTF_8), stream.read(2));
        assertEquals("\u20ac", stream.readText());
    }
}
