package io.bpfarena.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.runtime.program.RunResult;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Helpers on packets and their buffers. The table holds what a 6.18 kernel answered to the same programs. */
class BufferProgramsTest {
    private static final List<String> BUFFER_OPERATIONS = List.of("", "vlan_push", "vlan_pop", "redirect",
            "change_proto", "change_type", "change_tail", "pull_data", "csum_update", "change_head", "adjust_room",
            "csum_level", "set_hash", "set_hash_invalid", "get_hash_recalc", "load_relative");
    private static final List<String> XDP_OPERATIONS = List.of("", "load", "store", "redirect");
    private static final int STEP = 32;
    private static final int FIELDS = 128;
    private static final int OUT = 160;
    private static final int OUT_SIZE = 16;
    private static final int LONG = 100;

    private static HelperProgram programs;

    @BeforeAll
    static void load() throws Exception {
        programs = new HelperProgram("skb");
    }

    @AfterAll
    static void close() {
        programs.close();
    }

    private static GlobalVariable state() {
        return programs.object().global("state").orElseThrow();
    }

    private static RunResult run(final String program, final byte[] packet, final String... steps) throws Exception {
        final ByteBuffer state = HelperProgram.context(state().size());
        final List<String> operations = program.equals("of_xdp") ? XDP_OPERATIONS : BUFFER_OPERATIONS;
        for (int i = 0; i < steps.length; i++) {
            final String[] words = steps[i].split(" ");
            final int operation = operations.indexOf(words[0]);
            assertTrue(operation > 0, words[0]);
            state.putInt(STEP * i, operation).putInt(STEP * i + 4, Integer.parseUnsignedInt(words[1]))
                    .putInt(STEP * i + 8, Integer.parseUnsignedInt(words[2]))
                    .putLong(STEP * i + 16, Long.parseUnsignedLong(words[3]));
        }
        state.put(OUT, "ABCDEFGHIJKLMNOP".getBytes(StandardCharsets.US_ASCII));
        state().set(state.array());
        return programs.object().program(program).orElseThrow().run(RunOptions.DEFAULT.withData(packet));
    }

    private static ByteBuffer after() {
        return ByteBuffer.wrap(state().get()).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Bytes, or of many bytes their number and digest. */
    private static String text(final byte[] bytes) throws Exception {
        return bytes.length < LONG ? HexFormat.of().formatHex(bytes) : "%d %s".formatted(bytes.length,
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes)));
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/questions/packets.csv", delimiter = '|')
    void shouldAnswerAsTheKernelDoes(final String program, final String packet, final String steps,
            final String answers, final String fields, final String out, final String packetAfter) throws Exception {
        final String[] all = steps.split(", ");
        final RunResult result = run(program, HexFormat.of().parseHex(packet), all);
        final ByteBuffer after = after();
        final StringJoiner answered = new StringJoiner(" ");
        for (int i = 0; i < all.length; i++) {
            answered.add(Long.toString(after.getLong(STEP * i + 24)));
        }
        assertEquals(answers, answered.toString());
        final StringJoiner seen = new StringJoiner(" ");
        for (int i = 0; i < 7; i++) {
            seen.add(Integer.toUnsignedString(after.getInt(FIELDS + 4 * i)));
        }
        assertEquals(fields, seen.toString());
        assertEquals(out, HexFormat.of().formatHex(after.array(), OUT, OUT + OUT_SIZE));
        if (!program.equals("of_filter")) {
            assertEquals(packetAfter, text(result.data()));
        }
    }

    /** Ethernet, then a header of IPv4 and two ports. */
    private static byte[] packet(final int source, final int destination, final int from, final int to) {
        return ByteBuffer.allocate(64).putShort(12, (short) 0x0800).put(14, (byte) 0x45).put(23, (byte) 17)
                .putInt(26, source).putInt(30, destination).putShort(34, (short) from).putShort(36, (short) to).array();
    }

    private static long hash(final byte[] packet) throws Exception {
        run("of_buffer", packet, "get_hash_recalc 0 0 0", "get_hash_recalc 0 0 0");
        final long answer = after().getLong(24);
        assertEquals(answer, after().getLong(STEP + 24), "it stays what it is");
        assertEquals(answer, Integer.toUnsignedLong(after().getInt(FIELDS + 24)), "the field holds it");
        return answer;
    }

    @Test
    void shouldGiveTheTwoDirectionsOfAFlowOneHash() throws Exception {
        final long hash = hash(packet(1, 2, 1000, 53));
        assertNotEquals(0, hash);
        assertEquals(hash, hash(packet(2, 1, 53, 1000)));
        assertNotEquals(hash, hash(packet(1, 2, 1001, 53)));
        assertNotEquals(hash, hash(packet(1, 3, 1000, 53)));
    }

    @Test
    void shouldForgetAHashThatWasSaidToBeWrong() throws Exception {
        run("of_buffer", packet(1, 2, 3, 4), "set_hash 7 0 0", "set_hash_invalid 0 0 0", "get_hash_recalc 0 0 0");
        final ByteBuffer after = after();
        assertEquals(0, after.getLong(STEP + 24));
        assertEquals(hash(packet(1, 2, 3, 4)), after.getLong(2 * STEP + 24));
    }
}
