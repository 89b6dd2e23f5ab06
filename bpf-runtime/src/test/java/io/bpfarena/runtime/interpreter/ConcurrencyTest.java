package io.bpfarena.runtime.interpreter;

import static io.bpfarena.runtime.isa.Bytecode.*;
import static io.bpfarena.runtime.isa.Opcode.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bpfarena.runtime.conformance.Environment;
import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.memory.NativeMemory;
import io.bpfarena.runtime.program.ExecutableProgram;
import io.bpfarena.runtime.program.Invocation;
import io.bpfarena.runtime.program.RunResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One prepared program run by several threads at once. */
class ConcurrencyTest {
    private static final int THREADS = 4;
    private static final int ROUNDS = 50_000;

    @ParameterizedTest(name = "{0} bytes at offset {1}")
    @CsvSource({"4, 0", "8, 0", "4, 1", "4, 2", "4, 6", "8, 1", "8, 4"})
    void shouldNotLoseAnAtomicAddition(final int bytes, final int offset) throws Exception {
        final List<BpfMap> maps = Environment.MAPS.maps();
        final int size = bytes == 4 ? W : DW;
        runOnAllThreads(maps, loop(program(mov(3, 1), atomic(size, ADD, 6, offset, 3))));
        final long counter = maps.getFirst().directValueAddress(0) + offset;
        assertEquals((long) THREADS * ROUNDS,
                bytes == 4 ? NativeMemory.getInt(counter) : NativeMemory.getLong(counter));
        maps.forEach(BpfMap::close);
    }

    @ParameterizedTest(name = "offset {0}")
    @CsvSource({"0", "1", "6"})
    void shouldGiveEachAdditionAnOldValueOfItsOwn(final int offset) throws Exception {
        final List<BpfMap> maps = Environment.MAPS.maps();
        final List<RunResult> results = runOnAllThreads(maps, loop(program(
                mov(3, 1), atomic(W, ADD | FETCH, 6, offset, 3), alu(ADD, 0, 3))));
        final long last = (long) THREADS * ROUNDS - 1;
        assertEquals(last * (last + 1) / 2, results.stream().mapToLong(RunResult::r0).sum());
        maps.forEach(BpfMap::close);
    }

    @ParameterizedTest(name = "offset {0}")
    @CsvSource({"0", "1", "6"})
    void shouldLetOneThreadAtATimeIntoASpinLock(final int offset) throws Exception {
        final List<BpfMap> maps = Environment.MAPS.maps();
        runOnAllThreads(maps, loop(program(
                mov(0, 0), mov(3, 1), atomic(W, CMPXCHG, 6, offset, 3), jumpImm(JNE, 0, 0, -4),
                load(DW, 4, 6, 16), aluImm(ADD, 4, 1), store(DW, 6, 16, 4),
                mov(3, 0), atomic(W, XCHG, 6, offset, 3))));
        assertEquals((long) THREADS * ROUNDS, NativeMemory.getLong(maps.getFirst().directValueAddress(16)));
        maps.forEach(BpfMap::close);
    }

    @Test
    void shouldGiveEachRunRegistersAndAStackOfItsOwn() throws Exception {
        final List<BpfMap> maps = Environment.MAPS.maps();
        final List<RunResult> results = runOnAllThreads(maps, program(
                mov(6, ROUNDS), helper(8), movReg(7, 0), storeImm(DW, 10, -8, 0),
                load(DW, 2, 10, -8), alu(ADD, 2, 7), store(DW, 10, -8, 2),
                aluImm(SUB, 6, 1), jumpImm(JNE, 6, 0, -5), load(DW, 0, 10, -8), exit()));
        for (int cpu = 0; cpu < THREADS; cpu++) {
            assertEquals((long) cpu * ROUNDS, results.get(cpu).r0());
        }
        maps.forEach(BpfMap::close);
    }

    /** ROUNDS times the body, with the first map's value in r6; r0 is summed up in r8. */
    private static List<Instruction> loop(final List<Instruction> body) {
        return program(mapValue(6, 0, 0), mov(7, ROUNDS), mov(8, 0),
                mov(0, 0), body, alu(ADD, 8, 0), aluImm(SUB, 7, 1), jumpImm(JNE, 7, 0, -4 - body.size()),
                movReg(0, 8), exit());
    }

    private static List<RunResult> runOnAllThreads(final List<BpfMap> maps, final List<Instruction> code)
            throws Exception {
        final CyclicBarrier start = new CyclicBarrier(THREADS);
        try (ExecutableProgram program = Programs.prepared(Programs.linked(maps, code));
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            final List<Future<RunResult>> runs = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                final int cpu = thread;
                runs.add(threads.submit(() -> {
                    start.await(30, TimeUnit.SECONDS);
                    return program.run(Invocation.withoutContext().onCpu(cpu).within(Duration.ofSeconds(50)));
                }));
            }
            final List<RunResult> results = new ArrayList<>();
            for (final Future<RunResult> run : runs) {
                results.add(run.get(60, TimeUnit.SECONDS));
            }
            return results;
        }
    }
}
