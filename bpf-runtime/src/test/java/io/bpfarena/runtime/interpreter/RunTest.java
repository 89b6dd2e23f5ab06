package io.bpfarena.runtime.interpreter;

import static io.bpfarena.runtime.isa.Bytecode.*;
import static io.bpfarena.runtime.isa.Opcode.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.runtime.conformance.Environment;
import io.bpfarena.runtime.helper.FunctionTable;
import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.program.ExecutableProgram;
import io.bpfarena.runtime.program.FaultReport;
import io.bpfarena.runtime.program.Invocation;
import io.bpfarena.runtime.program.LinkedProgram;
import io.bpfarena.runtime.program.LinkedProgram.SourceLine;
import io.bpfarena.runtime.program.ProgramFaultException;
import io.bpfarena.runtime.program.ProgramRejectedException;
import io.bpfarena.runtime.program.ProgramType;
import io.bpfarena.runtime.program.RunResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a run leaves behind, and how it ends when the program does not end it. */
class RunTest {
    private static final List<SourceLine> LINES = List.of(
            new SourceLine(0, "list.bpf.c", 10, 1, "int list(void *ctx)"),
            new SourceLine(2, "list.bpf.c", 12, 9, "        n->next = head;"),
            new SourceLine(4, "list.bpf.c", 14, 0, ""));

    @Test
    void shouldReportWithInstructionAndSourceLine() throws ProgramRejectedException, ProgramFaultException {
        final List<BpfMap> maps = Environment.ARENA.maps();
        final LinkedProgram program = Programs.linked(maps, LINES,
                mov(1, 0x3000), movReg(2, 1), mov(0, 1), storeImm(DW, 1, 0, 1), load(DW, 0, 1, 8), exit());
        final RunResult result = run(program);
        assertEquals(List.of(
                "ERROR: Arena WRITE access at unmapped address 0x300000003000 in test at instruction 3 "
                        + "(list.bpf.c:12: n->next = head;)",
                "ERROR: Arena READ access at unmapped address 0x300000003008 in test at instruction 4 "
                        + "(list.bpf.c:14)"),
                result.faults().stream().map(FaultReport::toString).toList());
        maps.forEach(BpfMap::close);
    }

    @Test
    void shouldSayWhichInstructionTouchedWhatItMustNot() throws ProgramRejectedException {
        final List<BpfMap> maps = Environment.MAPS.maps();
        final long address = maps.getFirst().directValueAddress(0);
        final FaultReport report = fault(Programs.linked(maps, LINES,
                mapValue(1, 0, 0), mov(0, 1), load(DW, 0, 1, 60), exit()), Invocation.withoutContext());
        assertEquals("invalid read of 8 bytes at 0x%x (ends 4 bytes past the end of map values of 64 bytes at 0x%x) in "
                .formatted(address + 60, address) + "(79) r0 = *(u64 *)(r1 +60)", report.message());
        assertEquals(3, report.instruction());
        assertEquals("list.bpf.c:12: n->next = head;", report.location());
        maps.forEach(BpfMap::close);
    }

    @Test
    void shouldSayThatMemoryIsReadOnly() throws ProgramRejectedException {
        final List<BpfMap> maps = Environment.MAPS.maps();
        final long address = maps.get(1).directValueAddress(0);
        final FaultReport report = fault(Programs.linked(maps,
                mapValue(1, 1, 0), storeImm(H, 1, 4, 1), exit()), Invocation.withoutContext());
        assertEquals("invalid write of 2 bytes at 0x%x (read-only: offset 4 of map constants of 16 bytes at 0x%x) in "
                .formatted(address + 4, address) + "(6a) *(u16 *)(r1 +4) = 1", report.message());
        maps.forEach(BpfMap::close);
    }

    @Test
    void shouldKeepTheFirstReportsAndCountAll() throws ProgramRejectedException, ProgramFaultException {
        final List<BpfMap> maps = Environment.ARENA.maps();
        final RunResult result = run(Programs.linked(maps,
                mov(1, 0x3000), mov(2, 100_000), load(B, 0, 1, 0), aluImm(SUB, 2, 1), jumpImm(JNE, 2, 0, -3), exit()));
        assertEquals(RunResult.MAX_FAULTS, result.faults().size());
        assertEquals(100_000, result.faultCount());
        maps.forEach(BpfMap::close);
    }

    @Test
    void shouldKeepTheFirstPrintedLinesAndCountAll() throws ProgramRejectedException, ProgramFaultException {
        final RunResult result = run(Programs.linked(List.of(),
                storeImm(W, 10, -4, 'x'), mov(6, 3000),
                movReg(1, 10), aluImm(ADD, 1, -4), mov(2, 4), helper(6), aluImm(SUB, 6, 1), jumpImm(JNE, 6, 0, -6),
                exit()));
        assertEquals(Collections.nCopies(RunResult.MAX_PRINTED, "x"), result.printed());
        assertEquals(3000, result.printedCount());
    }

    @Test
    void shouldTellWhatWasPrintedAndReportedBeforeAFault() throws ProgramRejectedException {
        final List<BpfMap> maps = Environment.ARENA.maps();
        try (ExecutableProgram program = Programs.prepared(Programs.linked(maps,
                storeImm(W, 10, -4, 'x'), movReg(1, 10), aluImm(ADD, 1, -4), mov(2, 4), helper(6),
                mov(1, 0x3000), load(B, 0, 1, 0), load(B, 0, 10, 0), exit()))) {
            final ProgramFaultException e = assertThrows(
                    ProgramFaultException.class, () -> program.run(Invocation.withoutContext()));
            assertEquals(List.of("x"), e.before().printed());
            assertEquals(1, e.before().faultCount());
        }
        maps.forEach(BpfMap::close);
    }

    @Test
    void shouldEndAProgramThatDoesNot() throws ProgramRejectedException {
        interrupted(mov(0, 0), jump(-1), exit());
        interrupted(mov(0, 0), jumpLong(-1), exit());
        interrupted(mov(0, 0), jumpImm(JEQ, 0, 0, -1), exit());
        interrupted(mov(0, 0), jump(1), exit(), jump(-3));
        interrupted(mov(0, 0), helper(7), jump(-2), exit());
    }

    @Test
    void shouldEndCallsThatDoubleAtEachDepth() throws ProgramRejectedException {
        // f(n) calls f(n - 1) forty times: 40^6 calls without a single jump backward.
        final List<Instruction> calls = new ArrayList<>(program(
                mov(1, 6), call(1), exit(), movReg(6, 1), jumpImm(JEQ, 6, 0, 121), aluImm(SUB, 6, 1)));
        for (int i = 0; i < 40; i++) {
            final int slot = calls.size();
            calls.addAll(program(movReg(1, 6), call(3 - (slot + 2)), mov(0, 0)));
        }
        calls.addAll(program(mov(0, 0), exit()));
        final LinkedProgram program = new LinkedProgram("test", "syscall", ProgramType.SYSCALL, calls,
                List.of(new LinkedProgram.Subprogram("test", 0), new LinkedProgram.Subprogram("f", 3)),
                List.of(), List.of(), List.of());
        assertInterrupted(fault(program, Invocation.withoutContext().within(Duration.ofMillis(20))));
    }

    @Test
    void shouldEndABpfLoopOfShortRounds() throws ProgramRejectedException {
        // bpf_loop in bpf_loop: 2^46 rounds, none of which jumps.
        final List<Instruction> code = program(
                mov(1, 1 << 23), function(2, 5), mov(3, 0), mov(4, 0), helper(181), exit(),
                mov(1, 1 << 23), function(2, 5), mov(3, 0), mov(4, 0), helper(181), exit(),
                mov(0, 0), exit());
        final LinkedProgram program = new LinkedProgram("test", "syscall", ProgramType.SYSCALL, code,
                List.of(new LinkedProgram.Subprogram("test", 0), new LinkedProgram.Subprogram("outer", 7),
                        new LinkedProgram.Subprogram("inner", 14)),
                List.of(), List.of(), List.of());
        assertInterrupted(fault(program, Invocation.withoutContext().within(Duration.ofMillis(20))));
    }

    @Test
    void shouldEndWhenItsThreadIsInterrupted() throws Exception {
        final LinkedProgram endless = Programs.linked(List.of(), mov(0, 0), jump(-1), exit());
        final CompletableFuture<FaultReport> outcome = new CompletableFuture<>();
        final Thread thread = new Thread(() -> {
            try {
                outcome.complete(fault(endless, Invocation.withoutContext().within(Duration.ofMinutes(1))));
            } catch (final ProgramRejectedException | RuntimeException e) {
                outcome.completeExceptionally(e);
            }
        });
        thread.start();
        thread.interrupt();
        assertInterrupted(outcome.get(30, TimeUnit.SECONDS));
        thread.join();
    }

    @Test
    void shouldLeaveAnEndlessLoopByMayGoto() throws ProgramRejectedException, ProgramFaultException {
        final RunResult result = run(Programs.linked(List.of(),
                mov(0, 0), mayGoto(2), aluImm(ADD, 0, 1), jump(-3), exit()));
        assertTrue(result.r0() > 0xFFFF, "rounds: " + result.r0());
        assertEquals(0, result.r0() % 0xFFFF, "it is left after a look at the clock: " + result.r0());
    }

    @Test
    void shouldNotShowOneProgramsStackToAnother() throws ProgramRejectedException, ProgramFaultException {
        final LinkedProgram program = Programs.linked(List.of(),
                load(DW, 0, 10, -8), load(DW, 2, 10, -512), alu(OR, 0, 2),
                storeImm(DW, 10, -8, -1), storeImm(DW, 10, -512, -1), exit());
        try (ExecutableProgram prepared = Programs.prepared(program)) {
            for (int i = 0; i < 3; i++) {
                assertEquals(0, prepared.run(Invocation.withoutContext()).r0());
            }
        }
    }

    @Test
    void shouldReturnTheLowHalfToUserSpace() throws ProgramRejectedException, ProgramFaultException {
        final RunResult result = run(Programs.linked(List.of(), wide(0, 0x1_FFFF_FFFEL), exit()));
        assertEquals(0x1_FFFF_FFFEL, result.r0());
        assertEquals(-2, result.retval());
        assertTrue(result.durationNanos() > 0);
    }

    @Test
    void shouldEndAProgramWhoseFunctionFails() throws ProgramRejectedException {
        final FunctionTable table = FunctionTable.builder().addAll(FunctionTable.standard())
                .helper(9001, "broken", "void broken(void)", (context, r1, r2, r3, r4, r5) -> {
                    throw new UnsupportedOperationException("not today");
                }).build();
        try (ExecutableProgram program = new Interpreter().prepare(
                Programs.linked(List.of(), helper(9001), exit()), table)) {
            final ProgramFaultException e = assertThrows(
                    ProgramFaultException.class, () -> program.run(Invocation.withoutContext()));
            assertEquals("broken failed: java.lang.UnsupportedOperationException: not today", e.report().message());
            assertEquals(UnsupportedOperationException.class, e.getCause().getClass());
        }
    }

    @Test
    void shouldCallFunctionsOfTheUsersOwn() throws ProgramRejectedException, ProgramFaultException {
        final FunctionTable table = FunctionTable.builder()
                .helper(9001, "weigh", "u64 weigh(u64, u64, u64, u64, u64)",
                        (context, r1, r2, r3, r4, r5) -> r1 + 10 * r2 + 100 * r3 + 1000 * r4 + 10_000 * r5)
                .kfunc("bpf_rcu_read_lock", "void bpf_rcu_read_lock(void)", (context, r1, r2, r3, r4, r5) -> 6)
                .build();
        try (ExecutableProgram program = new Interpreter().prepare(Programs.linked(List.of(),
                kfunc(1), movReg(6, 0), mov(1, 1), mov(2, 2), mov(3, 3), mov(4, 4), mov(5, 5), helper(9001),
                aluImm(MUL, 6, 100_000), alu(ADD, 0, 6), exit()), table)) {
            assertEquals(654_321, program.run(Invocation.withoutContext()).r0());
        }
    }

    private static RunResult run(final LinkedProgram linked) throws ProgramRejectedException, ProgramFaultException {
        try (ExecutableProgram program = Programs.prepared(linked)) {
            return program.run(Invocation.withoutContext());
        }
    }

    private static FaultReport fault(final LinkedProgram linked, final Invocation invocation)
            throws ProgramRejectedException {
        try (ExecutableProgram program = Programs.prepared(linked)) {
            return assertThrows(ProgramFaultException.class, () -> program.run(invocation)).report();
        }
    }

    private static void assertInterrupted(final FaultReport report) {
        assertTrue(report.message().matches("program interrupted after \\d+ ms"), report.message());
    }

    @SafeVarargs
    private static void interrupted(final List<Instruction>... code) throws ProgramRejectedException {
        assertInterrupted(fault(Programs.linked(List.of(), code),
                Invocation.withoutContext().within(Duration.ofMillis(20))));
    }
}
