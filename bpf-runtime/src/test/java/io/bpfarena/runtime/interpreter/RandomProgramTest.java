package io.bpfarena.runtime.interpreter;

import static io.bpfarena.runtime.isa.Bytecode.*;
import static io.bpfarena.runtime.isa.Opcode.*;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.runtime.conformance.Environment;
import io.bpfarena.runtime.helper.FunctionTable;
import io.bpfarena.runtime.isa.BytecodeValidator;
import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.isa.InvalidInstructionException;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.program.ExecutableProgram;
import io.bpfarena.runtime.program.Invocation;
import io.bpfarena.runtime.program.LinkedProgram;
import io.bpfarena.runtime.program.ProgramFaultException;
import io.bpfarena.runtime.program.ProgramRejectedException;
import io.bpfarena.runtime.program.ProgramType;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Well-formed nonsense that nobody verified: it may do anything but harm the process. A program starts with pointers of
 * every kind in its registers, so that a good part of its accesses succeeds.
 */
class RandomProgramTest {
    /** More with {@code -DrandomPrograms=...}. */
    private static final int PROGRAMS = Integer.getInteger("randomPrograms", 4000);
    private static final int CONTEXT_SIZE = 32;
    private static final int[] OPS = {ADD, SUB, MUL, DIV, OR, AND, LSH, RSH, MOD, XOR, MOV, ARSH};
    private static final int[] HELPERS = {1, 2, 3, 5, 6, 7, 8, 42, 125, 181};
    private static final List<String> KFUNCS = List.of(
            "bpf_arena_alloc_pages", "bpf_arena_free_pages", "bpf_arena_reserve_pages", "bpf_rcu_read_lock");

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void shouldEndByAnExitOrByAFault() throws ProgramRejectedException {
        int exits = 0;
        int faults = 0;
        final List<BpfMap> maps = Environment.ARENA.maps();
        try (Arena memory = Arena.ofConfined()) {
            final long context = memory.allocate(CONTEXT_SIZE, 8).address();
            for (int i = 0; i < PROGRAMS; i++) {
                final LinkedProgram linked = randomProgram(maps);
                try (ExecutableProgram program = new Interpreter().prepare(linked, FunctionTable.standard())) {
                    program.run(Invocation.of(context, CONTEXT_SIZE).within(Duration.ofMillis(2)));
                    exits++;
                } catch (final ProgramFaultException e) {
                    faults++;
                } catch (final RuntimeException e) {
                    throw new AssertionError("seed %d program %d".formatted(seed, i), e);
                }
            }
        }
        maps.forEach(BpfMap::close);
        assertTrue(exits > PROGRAMS / 20 && faults > PROGRAMS / 20,
                "seed %d: %d exits, %d faults".formatted(seed, exits, faults));
    }

    private LinkedProgram randomProgram(final List<BpfMap> maps) {
        while (true) {
            final List<Instruction> code = new ArrayList<>(program(
                    mapValue(2, 0, 8), mapValue(3, 1, 0), mapValue(4, 2, 0x1000), castToArena(4, 4), map(5, 0),
                    map(6, 2), movReg(7, 10), aluImm(ADD, 7, -64), movReg(8, 10), aluImm(ADD, 8, -32),
                    mov(9, 0x2000), mov(0, 1)));
            final int body = 4 + random.nextInt(24);
            for (int i = 0; i < body; i++) {
                code.addAll(part(body));
            }
            code.addAll(exit());
            final int subprogram = code.size();
            code.addAll(program(load(DW, 0, 1, 0), aluImm(ADD, 0, 1), exit()));
            final List<Integer> starts = List.of(0, subprogram);
            try {
                BytecodeValidator.validate(code, starts);
            } catch (final InvalidInstructionException e) {
                continue;
            }
            return new LinkedProgram("random", "syscall", ProgramType.SYSCALL, code,
                    starts.stream().map(s -> new LinkedProgram.Subprogram("f" + s, s)).toList(), maps, KFUNCS,
                    List.of());
        }
    }

    private List<Instruction> part(final int length) {
        final int size = List.of(B, H, W, DW).get(random.nextInt(4));
        final boolean wild = random.nextInt(12) == 0;
        final int register = wild ? random.nextInt(10) : random.nextBoolean() ? 0 : 9;
        final int other = wild ? random.nextInt(11) : List.of(1, 2, 4, 7, 8).get(random.nextInt(5));
        final int offset = wild ? random.nextInt(1 << 16) - (1 << 15) : random.nextInt(16);
        return switch (random.nextInt(16)) {
            case 0, 1, 2 -> load(size, register, other, offset);
            case 3 -> loadSigned(size == DW ? W : size, register, other, offset);
            case 4, 5 -> store(size, other, offset, register);
            case 6 -> storeImm(size, other, offset, random.nextInt());
            case 7 -> atomic(random.nextBoolean() ? W : DW, atomicOperation(), other, offset, register);
            case 8 -> random.nextBoolean()
                    ? atomic(size, LOAD_ACQ, register, offset, other)
                    : atomic(size, STORE_REL, other, offset, register);
            case 9 -> raw((random.nextBoolean() ? ALU64 : ALU) | OPS[random.nextInt(OPS.length)] | X,
                    register, other, 0, 0);
            case 10 -> aluImm(ADD, register, random.nextInt(64) - 32);
            case 11 -> raw((random.nextBoolean() ? JMP : JMP32) | JLT, register, 0,
                    random.nextInt(length) - length / 2, random.nextInt(4));
            case 12 -> movReg(register, other);
            case 13 -> random.nextBoolean() ? castToArena(register, other) : castToUser(register, other);
            case 14 -> program(movReg(1, random.nextBoolean() ? 5 : 6),
                    wild ? helper(HELPERS[random.nextInt(HELPERS.length)]) : kfunc(random.nextInt(KFUNCS.size())));
            default -> mayGoto(random.nextInt(length) - length / 2);
        };
    }

    private int atomicOperation() {
        final int[] operations = {ADD, OR, AND, XOR, ADD | FETCH, OR | FETCH, AND | FETCH, XOR | FETCH, XCHG, CMPXCHG};
        return operations[random.nextInt(operations.length)];
    }
}
