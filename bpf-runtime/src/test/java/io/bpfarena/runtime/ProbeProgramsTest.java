package io.bpfarena.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bpfarena.linux.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reads of memory that may not be there, runs over bits, and who is current. The tables hold what a 6.18 kernel
 * answered to the same programs, with two pages of ordinary memory for the arena.
 */
class ProbeProgramsTest {
    private static final List<String> OPERATIONS = List.of("probe_read", "probe_read_str", "probe_read_user",
            "probe_read_user_str", "probe_read_kernel", "probe_read_kernel_str", "copy_from_user",
            "copy_from_user_str");
    private static final Map<String, Long> ADDRESSES = Map.of(
            "NULL", 0L, "LOW", 0x1000L, "ODD", 0x4141_4141_4141_4141L, "MINUS", -1L, "NEAR", 8L);
    private static final int ANSWER = 32;
    private static final int OUT = 48;
    private static final int TEXT = 112;
    private static final int SIZE = 64;
    private static final String USER_TEXT = "at the end";

    private static HelperProgram programs;
    /** Where the text is, at the end of the memory that is there. */
    private static long userText;

    @BeforeAll
    static void load() throws Exception {
        programs = new HelperProgram("probes");
        assertEquals(0, programs.run("prepare", HelperProgram.context(8)).retval());
        userText = programs.object().global("pages").orElseThrow().getLong() + 2 * 4096 - 10;
    }

    @AfterAll
    static void close() {
        programs.close();
    }

    private static byte[] text() {
        final byte[] text = new byte[SIZE];
        final byte[] start = "first text\0second\0".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(start, 0, text, 0, start.length);
        Arrays.fill(text, 18, 26, (byte) 0xFF);
        for (int i = 26; i < SIZE - 1; i++) {
            text[i] = (byte) (i - 25);
        }
        return text;
    }

    private static ByteBuffer question(final String place, final int size, final int offset, final long user) {
        final ByteBuffer state = HelperProgram.context(TEXT + SIZE);
        for (int i = 0; i < SIZE; i++) {
            state.put(OUT + i, (byte) '#');
        }
        state.put(TEXT, text()).putInt(4, size);
        if (place.equals("TEXT")) {
            return state.putInt(12, offset);
        }
        return place.equals("BAD") ? state.putInt(8, 2)
                : state.putInt(8, 1).putLong(16, place.equals("USER") ? user : ADDRESSES.get(place));
    }

    private static ByteBuffer ask(final String program, final ByteBuffer state) throws Exception {
        final GlobalVariable variable = programs.object().global("state").orElseThrow();
        variable.set(state.array());
        assertEquals(0, programs.run(program, HelperProgram.context(8)).retval());
        return ByteBuffer.wrap(variable.get()).order(ByteOrder.LITTLE_ENDIAN);
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/questions/probes.csv", delimiter = '|')
    void shouldReadAsTheKernelDoes(final String operation, final String place, final int size, final int offset,
            final long flags, final long answer, final String out) throws Exception {
        final ByteBuffer after = ask("probe", question(place, size, offset, userText + offset)
                .putInt(0, OPERATIONS.indexOf(operation)).putLong(24, flags));
        assertEquals(answer, after.getLong(ANSWER));
        assertEquals(out, HexFormat.of().formatHex(after.array(), OUT, OUT + SIZE));
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/questions/bits.csv", delimiter = '|')
    void shouldWalkOverBitsAsTheKernelDoes(final String place, final int offset, final String words,
            final long answer, final int bits, final int sum) throws Exception {
        final ByteBuffer after = ask("count_bits",
                question(place, Integer.parseUnsignedInt(words), offset, userText));
        assertEquals(answer, after.getLong(ANSWER));
        assertEquals(bits, after.getInt(40));
        assertEquals(sum, after.getInt(44));
    }

    /** Offset from the text, and how much of it and what follows is written. */
    @ParameterizedTest
    @CsvSource({"0, 10, 0", "0, 11, -14", "9, 1, 0", "10, 1, -14", "-4096, 64, 0", "0, 0, 0"})
    void shouldWriteUserMemoryThatIsThere(final int offset, final int size, final long answer) throws Exception {
        final ByteBuffer written = ask("write_user", question("USER", size, 0, userText + offset));
        assertEquals(answer, written.getLong(ANSWER));
        if (size != 0) {
            final ByteBuffer read = ask("probe", question("USER", 1, 0, userText + offset).putInt(0, 2));
            assertEquals(answer == 0 ? '#' : offset == 10 ? 0 : 'a', read.get(OUT));
        }
        restore(userText + offset, offset < 0 ? new byte[SIZE] : USER_TEXT.substring(Math.min(offset, 9)).getBytes(
                StandardCharsets.US_ASCII));
    }

    private static void restore(final long address, final byte[] bytes) throws Exception {
        ask("write_user", question("USER", bytes.length, 0, address).put(OUT, bytes));
    }

    @Test
    void shouldWriteNoMemoryButUserMemory() throws Exception {
        for (final String place : List.of("NULL", "LOW", "ODD", "NEAR")) {
            assertEquals(-Errno.EFAULT.number(), ask("write_user", question(place, 4, 0, 0)).getLong(ANSWER), place);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 16, 32})
    void shouldTellWhoRunsTheProgram(final int size) throws Exception {
        final ByteBuffer[] answer = new ByteBuffer[1];
        final String[] status = new String[1];
        final Thread thread = new Thread(() -> {
            try {
                answer[0] = ask("who", question("TEXT", size, 0, 0));
                status[0] = Files.readString(Path.of("/proc/thread-self/status"));
            } catch (final Exception e) {
                throw new IllegalStateException(e);
            }
        }, "bpf-test-name");
        thread.start();
        thread.join();
        assertEquals(field(status[0], "Pid"), answer[0].getInt(OUT));
        assertEquals(field(status[0], "Tgid"), answer[0].getInt(OUT + 4));
        assertEquals(field(status[0], "Uid"), answer[0].getInt(OUT + 8));
        assertEquals(field(status[0], "Gid"), answer[0].getInt(OUT + 12));
        assertEquals(0, answer[0].getLong(ANSWER));
        final byte[] expected = new byte[size];
        final byte[] name = "bpf-test-name".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(name, 0, expected, 0, Math.min(name.length, size - 1));
        assertArrayEquals(expected, Arrays.copyOfRange(answer[0].array(), OUT + 16, OUT + 16 + size));
        assertEquals('#', answer[0].get(OUT + 16 + size));
    }

    private static int field(final String status, final String name) {
        return status.lines().filter(line -> line.startsWith(name + ":"))
                .mapToInt(line -> Integer.parseInt(line.split("\\s+")[1])).findFirst().orElseThrow();
    }

    /** What is added to device and inode of the namespace, the size of the answer, and the answer. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 8, 0", "0, 0, 4, -22", "0, 0, 16, -22", "1, 0, 8, -22", "0, 1, 8, -22", "0x10000000000, 0, 8, -22",
    })
    void shouldTellWhoRunsTheProgramInItsNamespaceOnly(
            final String device, final long inode, final int size, final long answer) throws Exception {
        final Path namespace = Path.of("/proc/self/ns/pid");
        final ByteBuffer question = question("TEXT", size, 0, 0);
        question.putLong(16, (long) Files.getAttribute(namespace, "unix:dev") + Long.decode(device));
        question.putLong(24, ((Number) Files.getAttribute(namespace, "unix:ino")).longValue() + inode);
        final ByteBuffer after = ask("who_in_namespace", question);
        assertEquals(answer, after.getLong(ANSWER));
        final int process = answer == 0 ? (int) ProcessHandle.current().pid() : 0;
        assertEquals(process, size == 8 ? after.getInt(OUT + 4) : 0);
        assertEquals(answer == 0, after.getInt(OUT) != 0);
    }
}
