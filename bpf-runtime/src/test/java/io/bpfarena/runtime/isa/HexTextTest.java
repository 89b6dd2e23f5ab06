package io.bpfarena.runtime.isa;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HexTextTest {
    @Test
    void shouldReadBytesWithWhiteSpaceAnywhere() throws HexTextException {
        assertArrayEquals(new byte[] {(byte) 0xb7, 0, 0x2A}, HexText.readBytes(" b\t7\r\n00\n\n2 A "));
        assertArrayEquals(new byte[0], HexText.readBytes(" \n"));
        assertArrayEquals(new byte[0], HexText.readBytes(""));
    }

    @Test
    void shouldReadBytecode() throws HexTextException {
        assertEquals(List.of(new Instruction(0xB7, 1, 0, -2, 42), new Instruction(0x95, 0, 0, 0, 0)),
                HexText.readBytecode("b701feff2a000000\n9500000000000000"));
        assertEquals(List.of(), HexText.readBytecode(""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            b7 0g                     | character 5 is no hexadecimal digit: 'g'
            0xb7                      | character 2 is no hexadecimal digit: 'x'
            b7-00                     | character 3 is no hexadecimal digit: '-'
            \u0661\u0662              | character 1 is no hexadecimal digit: U+0661
            b7 0                      | the last byte has one digit only: 3 hexadecimal digits
            b7000000                  | bytecode must be whole slots of 8 bytes: it has 4 bytes
            b700000000000000 95       | bytecode must be whole slots of 8 bytes: it has 9 bytes
            """)
    void shouldSayWhatIsWrong(final String text, final String message) {
        assertEquals(message, assertThrows(HexTextException.class, () -> HexText.readBytecode(text)).getMessage());
    }

    @Test
    void shouldWriteWhatItReads() throws HexTextException {
        assertEquals("b7 01 fe ff 2a 00 00 00\n95 00 00 00 00 00 00 00",
                HexText.write(HexText.readBytecode("b701feff2a0000009500000000000000")));
        final long seed = System.nanoTime();
        final Random random = new Random(seed);
        for (int round = 0; round < 1_000; round++) {
            final List<Instruction> slots = random.longs(random.nextInt(6)).mapToObj(Instruction::decode).toList();
            assertEquals(slots, HexText.readBytecode(HexText.write(slots)), "seed " + seed);
        }
    }
}
