package io.bpfarena.runtime.interpreter;

import static io.bpfarena.runtime.isa.Bytecode.*;
import static io.bpfarena.runtime.isa.Opcode.*;

import io.bpfarena.runtime.conformance.Environment;
import io.bpfarena.runtime.helper.FunctionTable;
import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.program.ExecutableProgram;
import io.bpfarena.runtime.program.Invocation;
import io.bpfarena.runtime.program.LinkedProgram;
import io.bpfarena.runtime.program.ProgramFaultException;
import io.bpfarena.runtime.program.ProgramRejectedException;
import io.bpfarena.runtime.program.ProgramType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Nanoseconds per instruction of the interpreter, beside the same work in plain Java; to be run by hand:
 * {@code java -cp ... io.bpfarena.runtime.interpreter.InterpreterBenchmark}. Prints the median of nine runs after
 * warming up.
 */
public final class InterpreterBenchmark {
    private static final int ROUNDS = 5_000_000;
    private static final int WARM_UP = 6;
    private static final int RUNS = 9;

    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    private InterpreterBenchmark() {
    }

    public static void main(final String[] arguments) throws ProgramRejectedException {
        final MemorySegment memory = Arena.global().allocate(4096, 64);
        compare("xorshift in registers", 12, Environment.NONE, InterpreterBenchmark::xorshift, program(
                mov(0, 1), mov(1, ROUNDS),
                movReg(3, 0), aluImm(LSH, 3, 13), alu(XOR, 0, 3),
                movReg(3, 0), aluImm(RSH, 3, 7), alu(XOR, 0, 3),
                movReg(3, 0), aluImm(LSH, 3, 17), alu(XOR, 0, 3),
                alu(ADD, 0, 1), aluImm(SUB, 1, 1), jumpImm(JNE, 1, 0, -12), exit()));
        compare("sums in stack and map", 8, Environment.MAPS, () -> sums(memory), program(
                mapValue(6, 0, 0), mov(1, ROUNDS), storeImm(DW, 10, -8, 0),
                load(DW, 2, 10, -8), aluImm(ADD, 2, 1), store(DW, 10, -8, 2),
                load(DW, 4, 6, 0), alu(ADD, 4, 2), store(DW, 6, 0, 4),
                aluImm(SUB, 1, 1), jumpImm(JNE, 1, 0, -8), movReg(0, 4), exit()));
        compare("sums in the arena, base cast each time", 6, Environment.ARENA, () -> sum(memory), program(
                mapValue(7, 2, 0x1000), mov(1, ROUNDS),
                castToArena(2, 7), load(DW, 3, 2, 8), alu(ADD, 3, 1), store(DW, 2, 8, 3),
                aluImm(SUB, 1, 1), jumpImm(JNE, 1, 0, -6), movReg(0, 3), exit()));
        compareCall();
        compare("a subprogram that adds", 6, Environment.NONE, InterpreterBenchmark::adder, program(
                mov(0, 0), mov(6, ROUNDS), mov(1, 3),
                call(3), aluImm(SUB, 6, 1), jumpImm(JNE, 6, 0, -3), exit(),
                alu(ADD, 0, 1), aluImm(XOR, 0, 5), exit()));
    }

    private static void compareCall() throws ProgramRejectedException {
        final LinkedProgram linked = new LinkedProgram("empty", "syscall", ProgramType.SYSCALL,
                program(mov(0, 0), exit()), List.of(new LinkedProgram.Subprogram("empty", 0)), List.of(), List.of(),
                List.of());
        try (ExecutableProgram program = new Interpreter().prepare(linked, FunctionTable.standard())) {
            final int calls = 200_000;
            final double nanos = median(() -> {
                long sum = 0;
                for (int call = 0; call < calls; call++) {
                    sum += run(program);
                }
                return sum;
            });
            System.out.printf("%-40s %6.2f ns/call%n", "an empty program", nanos / calls);
        }
    }

    private static void compare(final String name, final int instructionsPerRound, final Environment environment,
            final LongSupplier java, final List<Instruction> code) throws ProgramRejectedException {
        final List<BpfMap> maps = environment.maps();
        final List<LinkedProgram.Subprogram> subprograms = code.stream().anyMatch(Instruction::isSubprogramCall)
                ? List.of(new LinkedProgram.Subprogram("main", 0), new LinkedProgram.Subprogram("add", 7))
                : List.of(new LinkedProgram.Subprogram("main", 0));
        final LinkedProgram linked = new LinkedProgram(
                name, "syscall", ProgramType.SYSCALL, code, subprograms, maps, List.of(), List.of());
        try (ExecutableProgram program = new Interpreter().prepare(linked, FunctionTable.standard())) {
            final double interpreted = median(() -> run(program)) / ROUNDS;
            final double plain = median(java) / ROUNDS;
            System.out.printf("%-40s %6.2f ns/instruction  %7.2f ns/round  plain Java %6.2f ns/round  ratio %5.1f%n",
                    name, interpreted / instructionsPerRound, interpreted, plain, interpreted / plain);
        }
        maps.forEach(BpfMap::close);
    }

    private static long run(final ExecutableProgram program) {
        try {
            return program.run(Invocation.withoutContext().within(Duration.ofMinutes(1))).r0();
        } catch (final ProgramFaultException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double median(final LongSupplier work) {
        long sink = 0;
        final long[] nanos = new long[RUNS];
        for (int run = -WARM_UP; run < RUNS; run++) {
            final long start = System.nanoTime();
            sink += work.getAsLong();
            if (run >= 0) {
                nanos[run] = System.nanoTime() - start;
            }
        }
        if (sink == 42) {
            System.out.println();
        }
        Arrays.sort(nanos);
        return nanos[RUNS / 2];
    }

    private static long xorshift() {
        long value = 1;
        for (int round = ROUNDS; round != 0; round--) {
            value ^= value << 13;
            value ^= value >>> 7;
            value ^= value << 17;
            value += round;
        }
        return value;
    }

    /** Opaque access, or the compiler would keep the sums in registers. */
    private static long sums(final MemorySegment memory) {
        long sum = 0;
        for (int round = ROUNDS; round != 0; round--) {
            final long counter = (long) LONG.getOpaque(memory, 8L) + 1;
            LONG.setOpaque(memory, 8L, counter);
            sum = (long) LONG.getOpaque(memory, 64L) + counter;
            LONG.setOpaque(memory, 64L, sum);
        }
        return sum;
    }

    private static long sum(final MemorySegment memory) {
        long sum = 0;
        for (int round = ROUNDS; round != 0; round--) {
            sum = (long) LONG.getOpaque(memory, 8L) + round;
            LONG.setOpaque(memory, 8L, sum);
        }
        return sum;
    }

    private static long adder() {
        long sum = 0;
        for (int round = ROUNDS; round != 0; round--) {
            sum = sum + 3 ^ 5;
        }
        return sum;
    }
}
