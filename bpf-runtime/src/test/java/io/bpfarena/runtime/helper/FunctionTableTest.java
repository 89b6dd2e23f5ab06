package io.bpfarena.runtime.helper;

import static io.bpfarena.runtime.isa.Bytecode.*;
import static io.bpfarena.runtime.isa.Opcode.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.runtime.interpreter.Interpreter;
import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.program.ExecutableProgram;
import io.bpfarena.runtime.program.Invocation;
import io.bpfarena.runtime.program.LinkedProgram;
import io.bpfarena.runtime.program.ProgramFaultException;
import io.bpfarena.runtime.program.ProgramRejectedException;
import io.bpfarena.runtime.program.ProgramType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FunctionTableTest {
    private static final BpfFunction ONE = (context, r1, r2, r3, r4, r5) -> 1;
    private static final BpfFunction TWO = (context, r1, r2, r3, r4, r5) -> 2;

    @Test
    void shouldListEachFunctionWithItsPrototype() throws IOException {
        final List<String> lines = FunctionTable.standard().entries().stream()
                .map(entry -> "%s | %s | %s | %s".formatted(entry.isKfunc() ? "kfunc" : entry.number(),
                        entry.prototype(), entry.source(), entry.state())).toList();
        assertEquals(String.join("\n", golden()), String.join("\n", lines), () -> "see target/functions.txt" + kept(lines));
        for (final FunctionTable.Entry entry : FunctionTable.standard().entries()) {
            assertEquals(entry.name(), entry.prototype().name());
            assertTrue(entry.source().endsWith(".c"), entry.toString());
            assertEquals(entry.number() < 0, entry.isKfunc());
        }
    }

    /** The table as people read it: src/test/resources/functions.txt. */
    private static List<String> golden() throws IOException {
        try (InputStream text = FunctionTableTest.class.getResourceAsStream("/functions.txt")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    private static String kept(final List<String> lines) {
        try {
            Files.write(Path.of("target", "functions.txt"), lines);
            return "";
        } catch (final IOException e) {
            return ", which could not be written: " + e.getMessage();
        }
    }

    @Test
    void shouldReplaceAnEntryOfTheSameNumberOrName() {
        final FunctionTable table = FunctionTable.builder()
                .helper(5, "one", "u64 one(void)", ONE).kfunc("k", "u64 k(void)", ONE)
                .helper(5, "two", "u64 two(void)", TWO).kfunc("k", "u64 k(void)", TWO).build();
        assertEquals(2, table.entries().size());
        assertEquals(TWO, table.helper(5).orElseThrow().function());
        assertEquals(TWO, table.kfunc("k").orElseThrow().function());
    }

    @Test
    void shouldNotChangeOnceBuilt() {
        final FunctionTable.Builder builder = FunctionTable.builder().helper(5, "one", "u64 one(void)", ONE);
        final FunctionTable table = builder.build();
        builder.helper(6, "two", "u64 two(void)", TWO);
        assertEquals(Optional.empty(), table.helper(6));
        assertEquals(Optional.empty(), table.kfunc("one"));
    }

    @Test
    void shouldRefuseANegativeNumber() {
        assertThrows(IllegalArgumentException.class,
                () -> FunctionTable.builder().helper(-1, "one", "u64 one(void)", ONE));
    }

    @Test
    void shouldTellTheTimeThatNeverGoesBack() throws ProgramRejectedException, ProgramFaultException {
        for (final int clock : List.of(5, 125)) {
            final long elapsed = run(program(helper(clock), movReg(8, 0), movReg(6, 0), mov(7, 1000),
                    helper(clock), jump(JLT, 0, 6, 5), movReg(6, 0), aluImm(SUB, 7, 1), jumpImm(JNE, 7, 0, -5),
                    alu(SUB, 0, 8), exit(), mov(0, -1), exit()));
            assertTrue(elapsed > 0, "helper " + clock + ": " + elapsed);
        }
    }

    @Test
    void shouldCountSuspensionIntoTimeSinceBoot() throws ProgramRejectedException, ProgramFaultException {
        final long ahead = run(program(helper(5), movReg(6, 0), helper(125), alu(SUB, 0, 6), exit()));
        assertTrue(ahead > 0, "boot time is not before monotonic time: " + ahead);
    }

    @Test
    void shouldGiveRandomNumbersOf32Bits() throws ProgramRejectedException, ProgramFaultException {
        final List<Instruction> code = program(helper(7), movReg(6, 0), helper(7), movReg(7, 0),
                aluImm(RSH, 7, 32), aluImm(LSH, 6, 32), alu(OR, 0, 6), jumpImm(JEQ, 7, 0, 1), mov(0, 0), exit());
        assertNotEquals(run(code), run(code));
    }

    @Test
    void shouldTellTheVirtualCpu() throws ProgramRejectedException, ProgramFaultException {
        assertEquals(3, run(program(helper(8), exit())));
        assertEquals(0, run(program(helper(42), exit())));
    }

    @Test
    void shouldLetProgramsMarkSections() throws ProgramRejectedException, ProgramFaultException {
        assertEquals(5, run(program(mov(6, 5), kfunc(0), kfunc(1), movReg(0, 6), exit())));
        assertEquals(6, run(program(mov(6, 6), kfunc(2), kfunc(3), movReg(0, 6), exit())));
        assertEquals(0, run(program(storeImm(DW, 10, -8, 7), movReg(1, 10), aluImm(ADD, 1, -8), kfunc(4),
                movReg(1, 10), aluImm(ADD, 1, -8), kfunc(5), load(DW, 0, 10, -8), exit())), "flags were saved");
        assertThrows(ProgramFaultException.class, () -> run(program(mov(1, 0), kfunc(4), exit())));
        assertThrows(ProgramFaultException.class, () -> run(program(mov(1, 0), kfunc(5), exit())));
    }

    @Test
    void shouldLetAFunctionEndTheProgramWithAValue() throws ProgramRejectedException, ProgramFaultException {
        final FunctionTable table = FunctionTable.builder().addAll(FunctionTable.standard())
                .helper(9001, "stop", "void stop(u32 value)", (context, value, r2, r3, r4, r5) -> {
                    context.exit(value + 1);
                    throw new AssertionError("the program went on");
                }).build();
        assertEquals(43, run(table, program(wide(1, 0x5_0000_002AL), helper(9001), mov(0, 1), exit())));
        // From within a callback, and past an exception callback.
        final LinkedProgram linked = new LinkedProgram("test", "syscall", ProgramType.SYSCALL,
                program(mov(1, 10), function(2, 6), mov(3, 0), mov(4, 0), helper(181), mov(0, 1), exit(),
                        mov(1, 8), helper(9001), exit(), mov(0, 2), exit()),
                List.of(new LinkedProgram.Subprogram("test", 0), new LinkedProgram.Subprogram("callback", 8),
                        new LinkedProgram.Subprogram("handler", 11)),
                List.of(), List.of(), List.of(), OptionalInt.of(11));
        try (ExecutableProgram program = new Interpreter().prepare(linked, table)) {
            assertEquals(9, program.run(Invocation.withoutContext()).r0());
        }
    }

    private static long run(final List<Instruction> code) throws ProgramRejectedException, ProgramFaultException {
        return run(FunctionTable.standard(), code);
    }

    private static long run(final FunctionTable table, final List<Instruction> code)
            throws ProgramRejectedException, ProgramFaultException {
        final LinkedProgram linked = new LinkedProgram("test", "syscall", ProgramType.SYSCALL, code,
                List.of(new LinkedProgram.Subprogram("test", 0)), List.of(),
                List.of("bpf_rcu_read_lock", "bpf_rcu_read_unlock", "bpf_preempt_disable", "bpf_preempt_enable",
                        "bpf_local_irq_save", "bpf_local_irq_restore"), List.of());
        try (ExecutableProgram program = new Interpreter().prepare(linked, table)) {
            return program.run(Invocation.withoutContext().onCpu(3)).r0();
        }
    }
}
