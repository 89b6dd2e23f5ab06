package io.bpfarena.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.program.RunResult;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/** Helpers that print. The tables hold what a 6.18 kernel answered to the same program. */
class PrintProgramsTest {
    private static final int KINDS = 8;
    private static final int WHICH = 12;
    private static final int ARGUMENTS = 16;
    private static final int FORMAT = 112;
    private static final int TEXT = 176;
    private static final int ANSWER = 240;
    private static final int OUT = 248;
    private static final int TEXT_SIZE = 64;
    private static final byte[] MEMORY = memory();

    private static HelperProgram program;

    /** An address of IPv6, of which the start is one of IPv4, and text. */
    private static byte[] memory() {
        final ByteBuffer bytes = ByteBuffer.allocate(28);
        bytes.put(new byte[] {(byte) 192, (byte) 168, 1, 7});
        for (byte b = 0x20; b < 0x2c; b++) {
            bytes.put(b);
        }
        return bytes.put("kernel text\0".getBytes(StandardCharsets.US_ASCII)).array();
    }

    @BeforeAll
    static void load() throws Exception {
        program = new HelperProgram("prints");
        program.run("fill", HelperProgram.context(8));
    }

    @AfterAll
    static void close() {
        program.close();
    }

    private static ByteBuffer question(final String format, final String arguments) {
        final ByteBuffer question = HelperProgram.context(OUT + TEXT_SIZE);
        final List<String> all = arguments == null || arguments.isEmpty() ? List.of() : List.of(arguments.split(" "));
        final byte[] bytes = HelperProgram.bytes(format);
        int kinds = 0;
        for (int i = 0; i < all.size(); i++) {
            final String argument = all.get(i);
            if (argument.equals("BAD")) {
                kinds |= 2 << 2 * i;
            } else if (argument.startsWith("@")) {
                kinds |= 1 << 2 * i;
                question.putLong(ARGUMENTS + 8 * i, Long.parseLong(argument.substring(1)));
            } else {
                question.putLong(ARGUMENTS + 8 * i, argument.startsWith("-")
                        ? Long.parseLong(argument) : Long.parseUnsignedLong(argument));
            }
        }
        question.put(FORMAT, bytes).put(TEXT, MEMORY);
        return question.putInt(0, bytes.length + 1).putInt(4, 8 * all.size()).putInt(KINDS, kinds);
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/questions/formats.csv", delimiter = '|', quoteCharacter = '\'',
            ignoreLeadingAndTrailingWhitespace = false)
    void shouldFormatAsTheKernelDoes(
            final String format, final String arguments, final long answer, final String line) throws Exception {
        final ByteBuffer question = question(format, arguments);
        final RunResult result = program.run("print_to_trace", question);
        assertEquals(answer, question.getLong(ANSWER));
        if (answer < 0) {
            assertEquals(List.of(), result.printed());
        } else if (line.equals("LONG")) {
            assertEquals(Math.min(answer, 1023), result.printed().getFirst().length());
        } else {
            final String expected = new String(HelperProgram.bytes(line), StandardCharsets.UTF_8);
            assertEquals(List.of(expected), result.printed());
        }
    }

    /** Sizes of format and arguments. */
    @ParameterizedTest
    @CsvSource({"3, 0, -22", "3, 8, 1", "2, 8, -22", "1, 8, -22", "3, 7, -22", "3, 96, 1", "3, 104, -22", "4, 8, 1"})
    void shouldTakeUpToTwelveArgumentsOfEightBytes(final int size, final int dataLength, final long answer)
            throws Exception {
        final ByteBuffer question = question("%d", "1").putInt(0, size).putInt(4, dataLength);
        program.run("print_to_trace", question);
        assertEquals(answer, question.getLong(ANSWER));
    }

    @Test
    void shouldTakeThreeArgumentsInRegisters() throws Exception {
        final ByteBuffer three = question("%d %s %pI4", "1 @16 @0");
        assertEquals(List.of("1 kernel text 192.168.1.7"), program.run("print_three_to_trace", three).printed());
        assertEquals(25, three.getLong(ANSWER));
        final ByteBuffer four = question("%d %d %d %d", "1 2 3 4");
        program.run("print_three_to_trace", four);
        assertEquals(-Errno.EINVAL.number(), four.getLong(ANSWER));
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/questions/snprintf.csv", delimiter = '|', quoteCharacter = '\'',
            ignoreLeadingAndTrailingWhitespace = false)
    void shouldPrintToMemoryAsTheKernelDoes(final int which, final String arguments, final int size,
            final long answer, final String out) throws Exception {
        final ByteBuffer question = question("", arguments).putInt(0, size).putInt(WHICH, which);
        program.run("print_to_memory", question);
        assertEquals(answer, question.getLong(ANSWER));
        final byte[] expected = new byte[TEXT_SIZE];
        Arrays.fill(expected, (byte) '#');
        final byte[] start = HelperProgram.bytes(out == null ? "" : out);
        System.arraycopy(start, 0, expected, 0, start.length);
        assertArrayEquals(expected, Arrays.copyOfRange(question.array(), OUT, OUT + TEXT_SIZE));
    }
}
