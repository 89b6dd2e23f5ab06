package io.bpfarena.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bpfarena.runtime.program.RunResult;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/** Dynptrs of each kind. The table holds what a 6.18 kernel answered to the same programs. */
class DynptrProgramsTest {
    private static final List<String> OPERATIONS = List.of("read", "write", "data", "slice", "slice_buffer",
            "slice_rdwr", "memset", "copy", "clone", "discard");
    private static final int OUT = 64;
    private static final int BUFFER = 80;
    private static final int BUFFER_SIZE = 128;
    private static final int PACKET_SIZE = 64;

    private static HelperProgram programs;

    @BeforeAll
    static void load() throws Exception {
        programs = new HelperProgram("dynptrs");
    }

    @AfterAll
    static void close() {
        programs.close();
    }

    private static byte[] counting(final int from, final int length) {
        final byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (from + i);
        }
        return bytes;
    }

    /** Where bytes differ, and what they are now. */
    private static String changes(final byte[] before, final byte[] after) {
        final StringJoiner changes = new StringJoiner(" ").setEmptyValue("-");
        for (int i = 0; i < Math.min(before.length, after.length); i++) {
            if (before[i] != after[i]) {
                changes.add("%d:%02x".formatted(i, after[i]));
            }
        }
        return changes.toString();
    }

    /** The range that the dynptr is narrowed to, or only where bpf_dynptr_copy copies from. */
    private static void putRange(final ByteBuffer state, final String range) {
        final String[] words = range.split(" ");
        if (!range.equals("-")) {
            state.putInt(12, words.length - 1).putInt(16, Integer.parseUnsignedInt(words[0]));
            state.putInt(20, words.length == 1 ? 0 : Integer.parseUnsignedInt(words[1]));
        }
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/questions/dynptrs.csv", delimiter = '|')
    void shouldAnswerAsTheKernelDoes(final String program, final String operation, final int size,
            final int makeFlags, final String range, final String offset, final int length, final int flags,
            final int shorten, final String answers, final String out, final String bufferChanges,
            final String packetChanges) throws Exception {
        final ByteBuffer state = state(operation, size, shorten);
        state.putInt(8, makeFlags)
                .putInt(24, Integer.parseUnsignedInt(offset)).putInt(28, length).putInt(32, flags);
        putRange(state, range);
        final RunResult result = run(program, state);
        final ByteBuffer after = after();
        assertEquals(answers, "%d %d %d %s %d %d".formatted(after.getInt(40), after.getInt(44), after.getInt(48),
                Integer.toUnsignedString(after.getInt(52)), after.getInt(56), after.getInt(60)));
        assertEquals(out, HexFormat.of().formatHex(after.array(), OUT, BUFFER));
        assertEquals(bufferChanges, changes(counting(100, BUFFER_SIZE),
                Arrays.copyOfRange(after.array(), BUFFER, BUFFER + BUFFER_SIZE)));
        if (!program.equals("of_readonly_packet")) {
            assertEquals(packetChanges, changes(counting(0, PACKET_SIZE), result.data()));
        }
    }

    private static ByteBuffer state(final String operation, final int size, final int shorten) {
        final ByteBuffer state = HelperProgram.context(variable().size());
        state.putInt(0, OPERATIONS.indexOf(operation)).putInt(4, size).putInt(36, shorten);
        for (int i = 0; i < 6; i++) {
            state.putInt(40 + 4 * i, 77);
        }
        return state.put(OUT, counting('A', 16)).put(BUFFER, counting(100, BUFFER_SIZE));
    }

    private static RunResult run(final String program, final ByteBuffer state) throws Exception {
        variable().set(state.array());
        return programs.object().program(program).orElseThrow()
                .run(RunOptions.DEFAULT.withData(counting(0, PACKET_SIZE)));
    }

    private static ByteBuffer after() {
        return ByteBuffer.wrap(variable().get()).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static GlobalVariable variable() {
        return programs.object().global("state").orElseThrow();
    }

    /** The packet is 20 bytes long, the dynptr 64; what is wanted starts at 50. */
    @ParameterizedTest
    @CsvSource({"slice, 0", "slice_buffer, 0", "slice_rdwr, 0", "memset, -14", "copy, -14", "read, -14", "write, -14"})
    void shouldNotGoPastTheEndOfAPacketThatBecameShorter(final String operation, final int answer) throws Exception {
        final RunResult result = run("of_packet",
                state(operation, PACKET_SIZE, 20).putInt(16, 48).putInt(24, 50).putInt(28, 4));
        assertEquals(answer, after().getInt(48));
        assertEquals("-", changes(counting(0, 20), result.data()));
        assertEquals(20, result.data().length);
    }
}
