package io.bpfarena.runtime.helper;

import static io.bpfarena.runtime.isa.Bytecode.*;
import static io.bpfarena.runtime.isa.Opcode.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bpfarena.runtime.arena.ArenaMap;
import io.bpfarena.runtime.conformance.Environment;
import io.bpfarena.runtime.interpreter.Interpreter;
import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.program.ExecutableProgram;
import io.bpfarena.runtime.program.Invocation;
import io.bpfarena.runtime.program.LinkedProgram;
import io.bpfarena.runtime.program.ProgramType;
import io.bpfarena.runtime.program.RunResult;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Absent pages of an arena that allocates them when user space touches them; page 2 is the last that is present. */
class UserMemoryTest {
    private static final long LAST_BYTE = 0x3000_0000_2FFFL;
    private static final long ABSENT = 0x3000_0000_3000L;
    private static final long PAST_THE_END = 0x3000_0004_0000L;

    private final List<BpfMap> maps = Environment.ARENA.maps();
    private final ArenaMap arena = (ArenaMap) maps.get(2);

    @AfterEach
    void close() {
        maps.forEach(BpfMap::close);
    }

    /** Calls a helper with eight bytes of stack, a size and an address. */
    private RunResult call(final List<Instruction> call, final int size, final long address) throws Exception {
        final LinkedProgram linked = new LinkedProgram("test", "syscall", ProgramType.SYSCALL,
                program(storeImm(DW, 10, -8, -1), movReg(1, 10), aluImm(ADD, 1, -8), mov(2, size), wide(3, address),
                        mov(4, 0), call, exit()),
                List.of(new LinkedProgram.Subprogram("test", 0)), maps, List.of("bpf_copy_from_user_str"), List.of());
        try (ExecutableProgram program = new Interpreter().prepare(linked, FunctionTable.standard())) {
            return program.run(Invocation.withoutContext());
        }
    }

    @ParameterizedTest
    @CsvSource({"4", "45", "112", "114"})
    void shouldNotAllocateWhatIsOnlyProbed(final int helper) throws Exception {
        final long faults = arena.statistics().faults();
        final RunResult result = call(helper(helper), 8, ABSENT);
        assertEquals(-14, result.r0());
        assertEquals(faults, arena.statistics().faults());
        assertEquals(List.of(), result.faults(), "nothing to report");
    }

    @Test
    void shouldAllocateWhatIsCopiedAsATouchDoes() throws Exception {
        final long faults = arena.statistics().faults();
        assertEquals(0, call(helper(148), 8, LAST_BYTE - 3).r0());
        assertEquals(faults + 1, arena.statistics().faults());
        assertEquals(0, call(helper(112), 8, ABSENT).r0(), "it is there now");
    }

    @Test
    void shouldAllocateTheTextsPageOnlyIfReadingComesToIt() throws Exception {
        final long faults = arena.statistics().faults();
        assertEquals(1, call(kfunc(0), 8, LAST_BYTE).r0());
        assertEquals(faults, arena.statistics().faults(), "the text ends before");
        assertEquals(1, call(kfunc(0), 8, ABSENT).r0());
        assertEquals(faults + 1, arena.statistics().faults());
    }

    @Test
    void shouldFaultPastTheEndOfTheArena() throws Exception {
        final long faults = arena.statistics().faults();
        assertEquals(-14, call(helper(148), 8, PAST_THE_END).r0());
        assertEquals(-14, (int) call(kfunc(0), 8, PAST_THE_END).r0());
        assertEquals(-14, call(helper(148), 8, 0x3000L).r0(), "an arena address is no user pointer");
        assertEquals(faults, arena.statistics().faults());
    }
}
