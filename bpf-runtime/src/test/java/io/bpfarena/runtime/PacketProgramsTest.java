package io.bpfarena.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.runtime.program.ProgramFaultException;
import io.bpfarena.runtime.program.ProgramType;
import io.bpfarena.runtime.program.RunResult;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs over packets, as clang made them. What they answer was seen on a 6.18 kernel. */
class PacketProgramsTest {
    private static final int XDP_PASS = 2;
    private static final int XDP_DROP = 1;

    private final BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context());
    private LoadedObject object;

    @BeforeEach
    void load() throws Exception {
        object = runtime.load(BpfObject.open("packets", TestObjects.bytes("packets")));
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    private RunResult run(final String program, final byte[] packet) throws ProgramFaultException {
        return run(program, RunOptions.DEFAULT.withData(packet));
    }

    private RunResult run(final String program, final RunOptions options) throws ProgramFaultException {
        return object.program(program).orElseThrow().run(options);
    }

    private long count(final String name) {
        return object.global(name).orElseThrow().getLong();
    }

    private void set(final String name, final int value) {
        object.global(name).orElseThrow().setInt(value);
    }

    private static byte[] bytes(final int size) {
        final byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    private static ByteBuffer context(final int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void shouldCountThePacketsOfACaptureByProtocol() throws Exception {
        int passed = 0;
        for (final byte[] packet : PacketCapture.packets()) {
            final RunResult result = run("count_protocols", packet);
            passed += result.retval() == XDP_PASS ? 1 : 0;
            assertTrue(result.retval() == XDP_PASS || result.retval() == XDP_DROP);
            assertArrayEquals(packet, result.data());
        }
        assertEquals(8, passed, "all but the one that is cut within its IPv4 header");
        assertEquals(5, count("ipv4"));
        assertEquals(2, count("ipv6"));
        assertEquals(2, count("tcp"));
        assertEquals(3, count("udp"));
        assertEquals(2, count("other"), "ICMP and ARP");
        assertEquals(2, count("cut"));
        assertEquals(123, count("last_port"));
    }

    @ParameterizedTest
    @CsvSource({
        "head, -216, 280, 280", "head, -217, -22, 64", "head, 50, 14, 14", "head, 51, -22, 64", "head, -12, 76, 76",
        "tail, 3456, 3520, 3520", "tail, 3457, -22, 64", "tail, -50, 14, 14", "tail, -51, -22, 64",
        "meta, -4, 64, 68", "meta, -3, -13, 64", "meta, -216, 64, 280", "meta, -220, -22, 64", "meta, 4, -22, 64",
    })
    void shouldMoveTheEndsOfAPacketAsFarAsTheKernelDoes(
            final String end, final int delta, final int answer, final int sizeOut) throws Exception {
        set(end + "_delta", delta);
        final RunResult result = run("move_ends", bytes(64));
        assertEquals(answer, result.retval());
        assertEquals(sizeOut, result.data().length);
    }

    @Test
    void shouldMoveMetadataWithTheHead() throws Exception {
        final byte[] context = context(24).putInt(0, 8).putInt(4, 64).array();
        set("head_delta", 4);
        final RunResult result = run("move_ends", RunOptions.DEFAULT.withData(bytes(64)).withContext(context));
        assertEquals(52, result.retval(), "8 bytes of metadata, 4 bytes taken away");
        assertEquals(60, result.data().length);
        assertArrayEquals(Arrays.copyOf(bytes(64), 8), Arrays.copyOf(result.data(), 8), "the metadata is in front");
        assertArrayEquals(Arrays.copyOfRange(bytes(64), 12, 64), Arrays.copyOfRange(result.data(), 8, 60));
        assertEquals(8, ByteBuffer.wrap(context).order(ByteOrder.LITTLE_ENDIAN).getInt(0));
        assertEquals(60, ByteBuffer.wrap(context).order(ByteOrder.LITTLE_ENDIAN).getInt(4));
    }

    @Test
    void shouldGiveZerosWhereAPacketGrows() throws Exception {
        set("tail_delta", 10);
        final RunResult result = run("move_ends", bytes(64));
        assertArrayEquals(Arrays.copyOf(bytes(64), 74), result.data());
    }

    @Test
    void shouldEndAProgramThatReadsPastThePacket() {
        final ProgramFaultException fault =
                assertThrows(ProgramFaultException.class, () -> run("read_past_the_end", bytes(64)));
        assertTrue(fault.getMessage().contains("ends 1 bytes past the end of packet of 64 bytes"), fault.getMessage());
    }

    @Test
    void shouldTakeAHopAndKeepTheChecksumRight() throws Exception {
        final byte[] packet = PacketCapture.packets().getFirst();
        final byte[] context = context(192).putInt(8, 5).putInt(32, 3).array();
        final RunResult result = run("take_a_hop", RunOptions.DEFAULT.withData(packet).withContext(context));
        assertEquals(0, result.retval());
        assertEquals(63, result.data()[14 + 8]);
        assertEquals(0xFFFF, headerSum(packet), "the capture is right");
        assertEquals(0xFFFF, headerSum(result.data()));
        final ByteBuffer left = ByteBuffer.wrap(context).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(63, left.getInt(8), "mark");
        assertEquals(packet.length, left.getInt(52), "cb[1]");
        assertEquals(3, left.getInt(32), "priority");
        assertEquals(1, left.getInt(40), "the loopback device");
    }

    private static int headerSum(final byte[] packet) {
        final ByteBuffer header = ByteBuffer.wrap(packet, 14, 20).slice();
        int sum = 0;
        while (header.hasRemaining()) {
            sum += header.getShort() & 0xFFFF;
        }
        return (sum & 0xFFFF) + (sum >>> 16);
    }

    @Test
    void shouldShowASocketFilterThePacketWithoutItsEthernetHeader() throws Exception {
        final byte[] packet = PacketCapture.packets().getFirst();
        final byte[] context = context(192).array();
        final RunResult result = run("accept_tcp", RunOptions.DEFAULT.withData(packet).withContext(context));
        assertEquals(packet.length - 14, result.retval());
        assertEquals(7, ByteBuffer.wrap(context).order(ByteOrder.LITTLE_ENDIAN).getInt(48));
        assertArrayEquals(new byte[14], Arrays.copyOf(result.data(), 14), "the header comes back as zeros");
        assertArrayEquals(Arrays.copyOfRange(packet, 14, packet.length),
                Arrays.copyOfRange(result.data(), 14, result.data().length));
        assertEquals(-1, run("accept_tcp", bytes(14)).retval(), "nothing behind the header");
    }

    @Test
    void shouldPassArgumentsToARawTracepoint() throws Exception {
        final byte[] arguments = context(16).putLong(0, 40).putLong(8, 2).array();
        assertEquals(42, run("sum_arguments", RunOptions.DEFAULT.withContext(arguments)).retval());
        assertEquals(ProgramType.RAW_TRACEPOINT, object.program("sum_arguments").orElseThrow().type());
        assertThrows(InvalidInputException.class,
                () -> run("sum_arguments", RunOptions.DEFAULT.withContext(new byte[104])));
        assertThrows(InvalidInputException.class,
                () -> run("sum_arguments", RunOptions.DEFAULT.withContext(arguments).withData(bytes(14))));
    }

    @ParameterizedTest
    @CsvSource({"count_protocols, 0", "count_protocols, 13", "take_a_hop, 13", "take_a_hop, 3713", "accept_tcp, 13"})
    void shouldRefusePacketsOfSizesThatTheKernelRefuses(final String program, final int size) {
        assertThrows(InvalidInputException.class, () -> run(program, bytes(size)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 12, 16, 20, 24, 28, 44, 68, 76, 80, 84, 140, 144, 160, 168, 172, 180})
    void shouldRefuseFieldsThatUserSpaceMayNotSet(final int offset) {
        final RunOptions options = RunOptions.DEFAULT.withData(bytes(64));
        assertThrows(InvalidInputException.class,
                () -> run("take_a_hop", options.withContext(context(192).putInt(offset, 4).array())));
    }

    @ParameterizedTest
    @CsvSource({"0, 65, 0", "65, 64, 0", "6, 64, 0", "0, 64, 8", "0, 64, 20", "-4, 64, 0", "52, 64, 0"})
    void shouldRefuseAnXdpContextThatDoesNotFitThePacket(final int data, final int dataEnd, final int other) {
        final ByteBuffer context = context(24).putInt(0, data).putInt(4, dataEnd);
        if (other != 0) {
            context.putInt(other, 1);
        }
        final RunOptions options = RunOptions.DEFAULT.withData(bytes(64)).withContext(context.array());
        assertThrows(InvalidInputException.class, () -> run("count_protocols", options));
    }
}
