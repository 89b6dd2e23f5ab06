package io.bpfarena.runtime.interpreter;

import static io.bpfarena.runtime.isa.Bytecode.*;
import static io.bpfarena.runtime.isa.Opcode.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bpfarena.runtime.conformance.Environment;
import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.program.ExecutableProgram;
import io.bpfarena.runtime.program.Invocation;
import io.bpfarena.runtime.program.ProgramFaultException;
import io.bpfarena.runtime.program.ProgramRejectedException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said before a program runs. */
class PrepareTest {
    @Test
    void shouldNameTheInstructionThatIsMalformed() {
        rejected(1, "test: instruction 1: unknown opcode e7", List.of(), mov(0, 0), raw(0xE7, 0, 0, 0, 0), exit());
    }

    @Test
    void shouldNameAHelperThatIsMissing() {
        rejected(1, "test: instruction 1: invalid func unknown#212: there is no helper of that number",
                List.of(), mov(0, 0), helper(212), exit());
        rejected(1, "test: instruction 1: program of this type cannot use helper bpf_perf_event_output#25: "
                + "this runtime does not have it", List.of(), mov(0, 0), helper(25), exit());
    }

    @Test
    void shouldNameAKfuncThatIsMissing() {
        rejected(0, "test: instruction 0: calling kernel function bpf_missing is not allowed: "
                + "this runtime has none of that name", List.of(), kfunc(0), exit());
        rejected(0, "test: instruction 0: call of kfunc number 2 of 2", List.of(), kfunc(2), exit());
        rejected(0, "test: instruction 0: call of kfunc number -1 of 2", List.of(), kfunc(-1), exit());
    }

    @Test
    void shouldRefusePacketLoadsWithoutAPacket() {
        rejected(0, "test: instruction 0: (28) r0 = *(u16 *)skb[4]: BPF_LD_[ABS|IND] instructions not "
                        + "allowed for this program type",
                List.of(), raw(LD | ABS | H, 0, 0, 0, 4), exit());
        rejected(0, "test: instruction 0: (50) r0 = *(u8 *)skb[r1 + 0]: BPF_LD_[ABS|IND] instructions not "
                        + "allowed for this program type",
                List.of(), raw(LD | IND | B, 0, 1, 0, 0), exit());
    }

    @Test
    void shouldRefuseHelpersThatTheProgramTypeDoesNotHave() {
        rejected(0, "test: instruction 0: program of this type cannot use helper bpf_xdp_adjust_head#44: type syscall",
                List.of(), helper(44), exit());
    }

    @Test
    void shouldRefuseACastWithoutAnArena() {
        rejected(0, "test: instruction 0: addr_space_cast insn can only be used in a program that has an associated "
                + "arena", List.of(), castToArena(1, 1), exit());
    }

    @Test
    void shouldRefuseASecondArena() {
        final List<BpfMap> maps = new ArrayList<>(Environment.ARENA.maps());
        maps.addAll(Environment.ARENA_HIGH.maps());
        rejected(-1, "test: Only one arena per program: arena and arena", maps, exit());
        maps.forEach(BpfMap::close);
    }

    @Test
    void shouldRefuseAMapThatIsNotThere() {
        rejected(0, "test: instruction 0: map number 0 of 0", List.of(), map(1, 0), exit());
        rejected(0, "test: instruction 0: map number -1 of 0", List.of(), mapValue(1, -1, 0), exit());
    }

    @Test
    void shouldRefuseAnOffsetBeyondAMapsValue() {
        final List<BpfMap> maps = Environment.MAPS.maps();
        rejected(0, "test: instruction 0: map 'values': offset 64 is not within the value: value_size=64 (EINVAL)",
                maps, mapValue(1, 0, 64), exit());
        maps.forEach(BpfMap::close);
    }

    @Test
    void shouldNotRunAfterClose() throws ProgramRejectedException, ProgramFaultException {
        final ExecutableProgram program = Programs.prepared(Programs.linked(List.of(), mov(0, 7), exit()));
        assertEquals(7, program.run(Invocation.withoutContext()).retval());
        program.close();
        program.close();
        assertThrows(IllegalStateException.class, () -> program.run(Invocation.withoutContext()));
    }

    @SafeVarargs
    private static void rejected(
            final int instruction, final String message, final List<BpfMap> maps, final List<Instruction>... parts) {
        final ProgramRejectedException e = assertThrows(
                ProgramRejectedException.class, () -> Programs.prepared(Programs.linked(maps, parts)));
        assertEquals(message, e.getMessage());
        assertEquals(instruction, e.instruction());
        assertEquals("test", e.program());
    }
}
