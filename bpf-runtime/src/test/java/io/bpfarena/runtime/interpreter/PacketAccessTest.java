package io.bpfarena.runtime.interpreter;

import static io.bpfarena.runtime.isa.Bytecode.*;
import static io.bpfarena.runtime.isa.Opcode.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.runtime.isa.Bytecode;
import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.packet.ContextLayout;
import io.bpfarena.runtime.packet.Packet;
import io.bpfarena.runtime.packet.PacketContext;
import io.bpfarena.runtime.program.ExecutableProgram;
import io.bpfarena.runtime.program.Invocation;
import io.bpfarena.runtime.program.LinkedProgram;
import io.bpfarena.runtime.program.ProgramFaultException;
import io.bpfarena.runtime.program.ProgramType;
import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contexts, packets and legacy loads over the 64 bytes 0, 1, 2 ... The numbers were seen on a 6.18 kernel. */
class PacketAccessTest {
    private static final int SIZE = 64;

    @SafeVarargs
    private static long run(final ProgramType type, final List<Instruction>... parts) throws Exception {
        final LinkedProgram linked = new LinkedProgram("test", "", type, Bytecode.program(parts),
                List.of(new LinkedProgram.Subprogram("test", 0)), List.of(), List.of(), List.of());
        final byte[] bytes = new byte[SIZE];
        for (int i = 0; i < SIZE; i++) {
            bytes[i] = (byte) i;
        }
        final ContextLayout layout = type == ProgramType.XDP ? ContextLayout.XDP
                : type == ProgramType.SOCKET_FILTER ? ContextLayout.SOCKET_FILTER : ContextLayout.TRAFFIC_CONTROL;
        try (Arena scope = Arena.ofConfined(); Packet packet = Packet.of(bytes, 0, 64, 0);
                ExecutableProgram program = Programs.prepared(linked)) {
            final boolean pulled = type == ProgramType.SOCKET_FILTER;
            packet.pull(pulled ? Packet.ETHERNET_HEADER : 0);
            return program.run(Invocation.about(PacketContext.of(layout, packet,
                    pulled ? Packet.ETHERNET_HEADER : 0, scope.allocate(layout.size(), 8)))).r0();
        }
    }

    @SafeVarargs
    private static void faults(final String message, final ProgramType type, final List<Instruction>... parts) {
        final ProgramFaultException fault = assertThrows(ProgramFaultException.class, () -> run(type, parts));
        assertTrue(fault.report().message().contains(message), fault.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "SOCKET_FILTER, 0, 0x0e0f1011", "SOCKET_FILTER, 4, 0x12131415", "SOCKET_FILTER, 49, 0",
        "SOCKET_FILTER, -0x100000, 0x0e0f1011", "SOCKET_FILTER, -0x200000, 0x00010203",
        "SOCKET_FILTER, -0x1ffff4, 0x0c0d0e0f", "SCHED_CLS, 0, 0x00010203", "SCHED_CLS, 60, 0x3c3d3e3f",
        "SCHED_CLS, 61, 0", "SCHED_CLS, 2147483647, 0", "SCHED_CLS, -1, 0", "SCHED_CLS, -0x200001, 0",
        "SCHED_ACT, -0x100000, 0x0e0f1011",
    })
    void shouldLoadAsClassicBpfDoes(final ProgramType type, final String offset, final String value)
            throws Exception {
        assertEquals(Integer.decode(value).longValue(), run(type,
                movReg(6, 1), mov(0, 99), raw(LD | ABS | W, 0, 0, 0, Integer.decode(offset)), exit()));
        assertEquals(Integer.decode(value).longValue(), run(type,
                movReg(6, 1), mov(0, 99), mov(7, Integer.decode(offset)), raw(LD | IND | W, 0, 7, 0, 0), exit()));
    }

    @Test
    void shouldLoadHalfWordsAndBytesInNetworkOrder() throws Exception {
        assertEquals(0x1011, run(ProgramType.SCHED_CLS, movReg(6, 1), raw(LD | ABS | H, 0, 0, 0, 16), exit()));
        assertEquals(0x3f, run(ProgramType.SCHED_CLS, movReg(6, 1), raw(LD | ABS | B, 0, 0, 0, 63), exit()));
    }

    @Test
    void shouldEndTheProgramWithZeroBehindThePacket() throws Exception {
        assertEquals(0, run(ProgramType.SCHED_CLS,
                movReg(6, 1), raw(LD | ABS | B, 0, 0, 0, 64), mov(0, 5), exit()));
    }

    @Test
    void shouldWantTheContextInR6ForLegacyLoads() {
        faults("is not the context", ProgramType.SCHED_CLS, mov(6, 0), raw(LD | ABS | B, 0, 0, 0, 0), exit());
    }

    @Test
    void shouldGiveAllBitsOfAPacketPointerForAFieldOfFourBytes() throws Exception {
        assertEquals(SIZE, run(ProgramType.XDP,
                load(W, 2, 1, 0), load(W, 0, 1, 4), alu(SUB, 0, 2), exit()));
        assertEquals(0x0706_0504_0302_0100L, run(ProgramType.XDP, load(W, 2, 1, 0), load(DW, 0, 2, 0), exit()));
        assertEquals(0, run(ProgramType.XDP, load(W, 2, 1, 8), load(W, 0, 1, 0), alu(SUB, 0, 2), exit()));
    }

    @Test
    void shouldLoadPartsOfPlainFieldsOnly() throws Exception {
        assertEquals(SIZE, run(ProgramType.SCHED_CLS, load(B, 0, 1, 0), exit()));
        faults("invalid bpf_context access off=0 size=8", ProgramType.SCHED_CLS, load(DW, 0, 1, 0), exit());
        faults("invalid bpf_context access off=1 size=4", ProgramType.SCHED_CLS, load(W, 0, 1, 1), exit());
        faults("invalid bpf_context access off=76 size=2", ProgramType.SCHED_CLS, load(H, 0, 1, 76), exit());
        faults("invalid bpf_context access off=76 size=4", ProgramType.SOCKET_FILTER, load(W, 0, 1, 76), exit());
        faults("invalid bpf_context access off=0 size=1", ProgramType.XDP, load(B, 0, 1, 0), exit());
        faults("invalid bpf_context access off=20 size=4", ProgramType.XDP, load(W, 0, 1, 20), exit());
        faults("invalid read of 4 bytes", ProgramType.XDP, load(W, 0, 1, 24), exit());
    }

    @Test
    void shouldStoreToTheFieldsThatAProgramMayWrite() throws Exception {
        assertEquals(9, run(ProgramType.SCHED_CLS, storeImm(W, 1, 8, 9), load(W, 0, 1, 8), exit()));
        assertEquals(9, run(ProgramType.SOCKET_FILTER, storeImm(DW, 1, 48, 9), load(B, 0, 1, 48), exit()));
        faults("invalid bpf_context access off=8 size=4", ProgramType.SOCKET_FILTER, storeImm(W, 1, 8, 9), exit());
        faults("invalid bpf_context access off=0 size=4", ProgramType.XDP, storeImm(W, 1, 0, 9), exit());
        faults("invalid bpf_context access off=8 size=1", ProgramType.SCHED_CLS, storeImm(B, 1, 8, 9), exit());
        faults("invalid write of 4 bytes", ProgramType.SCHED_CLS,
                mov(2, 1), raw(STX | ATOMIC | W, 1, 2, 8, ADD), exit());
    }

    @Test
    void shouldForgetWhereThePacketWas() {
        faults("packet of 14 bytes", ProgramType.XDP, movReg(6, 1), load(W, 7, 1, 0), load(B, 0, 7, 63), mov(2, -50),
                helper(65), load(B, 0, 7, 63), exit());
    }

    /** From 8 bytes 0x01020304, to 0x7fff8001 and 0x11223344, seed 0x12345678; a size of 0 leaves one out. */
    @ParameterizedTest
    @CsvSource({"8, 8, 43277", "0, 8, 44307", "8, 0, 25766", "0, 0, 26796", "3, 8, -22", "8, 2, -22"})
    void shouldSumDifferencesAsTheKernelDoes(final int from, final int to, final long sum) throws Exception {
        assertEquals(sum, run(ProgramType.SCHED_CLS, storeImm(DW, 10, -8, 0x01020304),
                storeImm(W, 10, -16, 0x7fff8001), storeImm(W, 10, -12, 0x11223344),
                movReg(1, 10), aluImm(ADD, 1, -8), mov(2, from), movReg(3, 10), aluImm(ADD, 3, -16), mov(4, to),
                mov(5, 0x12345678), helper(28), exit()));
    }

    @ParameterizedTest
    @CsvSource({"0, 4, 0", "61, 4, -14", "-1, 4, -14", "64, 1, -14"})
    void shouldLoadBytesWithinThePacketOnly(final int offset, final int size, final long answer) throws Exception {
        assertEquals(answer, run(ProgramType.SCHED_CLS, storeImm(DW, 10, -8, -1), mov(2, offset), movReg(3, 10),
                aluImm(ADD, 3, -8), mov(4, size), helper(26), exit()));
        assertEquals(answer == 0 ? 0x03020100L : 0, run(ProgramType.SCHED_CLS, storeImm(DW, 10, -8, 0), mov(2, offset),
                movReg(3, 10), aluImm(ADD, 3, -8), mov(4, size), helper(26), load(W, 0, 10, -8), exit()));
    }

    /** The sum at an offset afterwards, as a big-endian number, or the error. */
    @ParameterizedTest
    @CsvSource({
        "11, 16, 0x1234, 0x4321, 0x2, 0x22e0", "11, 16, 0x12345678, 0x0badcafe, 0x4, 0x10a3",
        "11, 16, 0, 0x1234, 0x0, 0xdbfe", "11, 16, 1, 0x1234, 0x0, -22", "11, 16, 1, 2, 0x3, -22",
        "11, 17, 1, 2, 0x2, -14", "11, 63, 1, 2, 0x2, -14", "11, 64, 1, 2, 0x2, -14", "11, 16, 1, 2, 0x102, -22",
        "11, 0, 1, 2, 0x22, 0", "11, 0, 1, 2, 0x62, 0xfeff", "11, 0, 1, 2, 0x2, 0xfeff",
        "10, 16, 0x1234, 0x4321, 0x2, 0x22e0", "10, 16, 0x12345678, 0x0badcafe, 0x4, 0x10a3",
        "10, 16, 1, 2, 0x12, -22", "10, 16, 0, 0x1234, 0x0, 0xdbfe",
    })
    void shouldReplaceChecksumsAsTheKernelDoes(final int function, final int offset, final String from,
            final String to, final String flags, final String expected) throws Exception {
        assertEquals(Integer.decode(expected).longValue(), run(ProgramType.SCHED_CLS,
                movReg(6, 1), load(W, 7, 1, 76), storeImm(H, 7, 0, 0),
                mov(2, offset), mov(3, Integer.decode(from)), mov(4, Integer.decode(to)),
                mov(5, Integer.decode(flags)), helper(function), jumpImm(JNE, 0, 0, 1),
                raw(LD | ABS | H, 0, 0, 0, offset), exit()));
    }
}
