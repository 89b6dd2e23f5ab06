package io.bpfarena.broker.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class GlobalAssignmentTest {
    private static GlobalAssignment parse(final String text) {
        return new GlobalAssignment.Converter().convert(text);
    }

    @ParameterizedTest
    @CsvSource({
        "x=0, 1, 00",
        "x=255, 1, ff",
        "x=-128, 1, 80",
        "x=0x1234, 2, 3412",
        "x=-1, 4, ffffffff",
        "x=4294967295, 4, ffffffff",
        "x=-0x2, 8, feffffffffffffff",
        "x=18446744073709551615, 8, ffffffffffffffff",
        "x=0x300000000010, 8, 1000000000300000"})
    void shouldBecomeBytes(final String text, final int size, final String bytes) throws CommandFailedException {
        assertArrayEquals(HexFormat.of().parseHex(bytes), parse(text).bytes(size));
    }

    @ParameterizedTest
    @CsvSource({"x=256, 1", "x=-129, 1", "x=65536, 2", "x=0x100000000, 4", "x=-2147483649, 4",
        "x=0x10000000000000000, 8", "x=-9223372036854775809, 8"})
    void shouldRefuseAValueThatDoesNotFit(final String text, final int size) {
        assertTrue(assertThrows(CommandFailedException.class,
                () -> parse(text).bytes(size)).getMessage().contains("does not fit global variable x"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 16, -1})
    void shouldRefuseAVariableThatIsNoNumber(final int size) {
        assertEquals("global variable x has %d bytes; only those of 1, 2, 4 and 8 can be set".formatted(size),
                assertThrows(CommandFailedException.class, () -> parse("x=1").bytes(size)).getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "=1", "x=", "x=y", "x=0x", "x=--1", "x=+1", "x=-0x-1", "x=1.5"})
    void shouldRefuseWhatIsNoAssignment(final String text) {
        assertThrows(TypeConversionException.class, () -> parse(text));
    }
}
