package io.bpfarena.runtime.interpreter;

import static io.bpfarena.runtime.isa.Bytecode.*;
import static io.bpfarena.runtime.isa.Opcode.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.runtime.helper.FunctionTable;
import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.map.MapAttributes;
import io.bpfarena.runtime.map.MapFactory;
import io.bpfarena.runtime.map.MapType;
import io.bpfarena.runtime.map.ProgramArrayMap;
import io.bpfarena.runtime.memory.NativeMemory;
import io.bpfarena.runtime.program.AsyncHost;
import io.bpfarena.runtime.program.ExecutableProgram;
import io.bpfarena.runtime.program.Invocation;
import io.bpfarena.runtime.program.LinkedProgram;
import io.bpfarena.runtime.program.ProgramFaultException;
import io.bpfarena.runtime.program.ProgramRejectedException;
import io.bpfarena.runtime.program.ProgramType;
import io.bpfarena.runtime.program.TailCallable;
import io.bpfarena.runtime.stream.ProgramStreams;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code bpf_tail_call}: kernel/bpf/core.c, and arch/x86/net/bpf_jit_comp.c for calls from subprograms. */
class TailCallTest {
    private final MapFactory factory = new MapFactory((name, wanted) -> {
        throw new IllegalStateException("no arena here");
    });
    private final ProgramArrayMap array = (ProgramArrayMap) factory.create("programs", attributes(MapType.PROG_ARRAY, 4));
    private final BpfMap values = factory.create("values", attributes(MapType.ARRAY, 1));
    private final BpfMap others = factory.create("others", attributes(MapType.ARRAY, 1));
    private final List<Target> targets = new ArrayList<>();

    private static MapAttributes attributes(final MapType type, final int entries) {
        return new MapAttributes(type.number(), 4, type == MapType.ARRAY ? 8 : 4, entries, 0, 0, 0);
    }

    @AfterEach
    void close() {
        targets.forEach(target -> target.executable.close());
        List.of(array, values, others).forEach(BpfMap::close);
    }

    /** A program in the array; counts who is in it. */
    private static final class Target implements TailCallable {
        private final int id;
        private final ExecutableProgram executable;
        private final ProgramStreams streams = new ProgramStreams();
        private boolean closed;
        private int entered;
        private int left;

        Target(final int id, final ExecutableProgram executable) {
            this.id = id;
            this.executable = executable;
        }

        @Override
        public int id() {
            return id;
        }

        @Override
        public String name() {
            return executable.program().name();
        }

        @Override
        public int programType() {
            return executable.program().type().number();
        }

        @Override
        public boolean enter() {
            entered += closed ? 0 : 1;
            return !closed;
        }

        @Override
        public void leave() {
            left++;
        }

        @Override
        public ExecutableProgram executable() {
            return executable;
        }

        @Override
        public ProgramStreams streams() {
            return streams;
        }

        @Override
        public AsyncHost host() {
            return null;
        }
    }

    @SafeVarargs
    private LinkedProgram linked(
            final String name, final ProgramType type, final List<Integer> starts, final List<BpfMap> maps,
            final List<Instruction>... parts) {
        return new LinkedProgram(name, "test", type, program(parts),
                starts.stream().map(start -> new LinkedProgram.Subprogram(name + start, start)).toList(), maps,
                List.of("bpf_throw"), List.of());
    }

    /** Prepares a program that has the array as its map 0 and values as its map 1, and puts it into a slot. */
    @SafeVarargs
    private Target put(final int slot, final List<BpfMap> maps, final List<Instruction>... parts)
            throws ProgramRejectedException {
        final Target target = new Target(targets.size() + 1, Programs.prepared(
                linked("target", ProgramType.SYSCALL, List.of(0), maps, parts)));
        targets.add(target);
        array.put(slot, target);
        return target;
    }

    private static List<Instruction> tailCall(final int slot) {
        return program(map(2, 0), mov(3, slot), helper(12));
    }

    @SafeVarargs
    private long run(final List<Integer> starts, final List<Instruction>... parts) throws Exception {
        return run(new long[1], starts, parts);
    }

    @SafeVarargs
    private long run(final long[] context, final List<Integer> starts, final List<Instruction>... parts)
            throws Exception {
        try (Arena arena = Arena.ofConfined();
                ExecutableProgram program = Programs.prepared(
                        linked("main", ProgramType.SYSCALL, starts, List.of(array, values), parts))) {
            final MemorySegment memory = arena.allocate(8, 8);
            NativeMemory.putLong(memory.address(), context[0]);
            try {
                return program.run(Invocation.of(memory.address(), 8)).r0();
            } finally {
                context[0] = NativeMemory.getLong(memory.address());
            }
        }
    }

    @Test
    void shouldGoOnWithTheOtherProgramAndNotComeBack() throws Exception {
        final Target target = put(1, List.of(), storeImm(DW, 1, 0, 99), movReg(0, 2), exit());
        final long[] context = {5};
        assertEquals(8, run(context, List.of(0), tailCall(1), mov(0, 1), storeImm(DW, 1, 0, 7), exit()));
        assertEquals(99, context[0], "the context goes along");
        assertEquals(1, target.entered);
        assertEquals(1, target.left);
    }

    @Test
    void shouldDoNothingWithoutAProgram() throws Exception {
        final Target target = put(1, List.of(), mov(0, 42), exit());
        assertEquals(7, run(List.of(0), mov(0, 7), tailCall(0), exit()));
        assertEquals(7, run(List.of(0), mov(0, 7), tailCall(4), exit()));
        assertEquals(7, run(List.of(0), mov(0, 7), tailCall(-1), exit()));
        target.closed = true;
        assertEquals(7, run(List.of(0), mov(0, 7), tailCall(1), exit()));
        assertEquals(0, target.left);
    }

    @Test
    void shouldTakeTheLowHalfOfTheIndex() throws Exception {
        put(1, List.of(), mov(0, 42), exit());
        assertEquals(42, run(List.of(0), map(2, 0), wide(3, 0x7_0000_0001L), helper(12), exit()));
    }

    @Test
    void shouldGoOn33TimesAtMost() throws Exception {
        final Target target = put(0, List.of(array),
                load(DW, 6, 1, 0), aluImm(ADD, 6, 1), store(DW, 1, 0, 6), tailCall(0), mov(0, -1), exit());
        final long[] context = {0};
        assertEquals(-1, run(context, List.of(0), tailCall(0), mov(0, 5), exit()));
        assertEquals(33, context[0]);
        assertEquals(33, target.entered);
        assertEquals(33, target.left);
    }

    @Test
    void shouldReturnToTheCallerOfASubprogram() throws Exception {
        put(0, List.of(), mov(6, 0), mov(7, 0), mov(0, 5), exit());
        // The subprogram goes on with the target, whose result its caller gets; r6 and r7 are the caller's.
        assertEquals(1235, run(List.of(0, 7),
                mov(6, 1200), mov(7, 30), call(4), alu(ADD, 0, 6), alu(ADD, 0, 7), jump(0), exit(),
                tailCall(0), mov(0, 9), exit()));
    }

    @Test
    void shouldGiveEachProgramItsOwnMaps() throws Exception {
        NativeMemory.putLong(values.directValueAddress(0), 1000);
        NativeMemory.putLong(others.directValueAddress(0), 7);
        put(0, List.of(others), mapValue(1, 0, 0), load(DW, 0, 1, 0), exit());
        assertEquals(1007, run(List.of(0, 6),
                call(5), mapValue(1, 1, 0), load(DW, 1, 1, 0), alu(ADD, 0, 1), exit(), tailCall(0), exit()));
    }

    @Test
    void shouldKeepTheCallersMapsOutOfReach() throws Exception {
        final long caller = values.directValueAddress(0);
        put(0, List.of(others), wide(1, caller), load(DW, 0, 1, 0), exit());
        final ProgramFaultException fault =
                assertThrows(ProgramFaultException.class, () -> run(List.of(0), tailCall(0), exit()));
        assertTrue(fault.report().message().startsWith("invalid read of 8 bytes at 0x%x".formatted(caller)),
                fault.getMessage());
        assertEquals("target", fault.report().program());
        assertEquals(2, fault.report().instruction());
    }

    @Test
    void shouldThrowToTheExceptionCallbackOfTheProgramThatRunsAtTheBottom() throws Exception {
        final LinkedProgram thrower = linked("thrower", ProgramType.SYSCALL, List.of(0, 3), List.of(),
                mov(1, 5), kfunc(0), exit(), movReg(0, 1), aluImm(ADD, 0, 1000), exit());
        final Target target = new Target(9, Programs.prepared(new LinkedProgram(thrower.name(), thrower.section(),
                thrower.type(), thrower.instructions(), thrower.subprograms(), thrower.maps(), thrower.kfuncs(),
                thrower.lines(), OptionalInt.of(3))));
        targets.add(target);
        array.put(2, target);
        assertEquals(1005, run(List.of(0), tailCall(2), exit()));
        assertEquals(5, run(List.of(0, 2), call(1), exit(), tailCall(2), exit()), "main has no exception callback");
    }

    @Test
    void shouldRefuseAnotherKindOfMap() {
        final ProgramFaultException fault = assertThrows(ProgramFaultException.class, () -> run(List.of(0),
                map(2, 1), mov(3, 0), helper(12), exit()));
        assertEquals("map values is no array of programs but array", fault.report().message());
    }

    @Test
    void shouldRefuseArraysOfProgramsOfAnotherType() throws Exception {
        put(0, List.of(), mov(0, 42), exit());
        assertEquals("filter: map 'programs' is for programs of another type than socket_filter",
                assertThrows(ProgramRejectedException.class, () -> new Interpreter().prepare(
                        linked("filter", ProgramType.SOCKET_FILTER, List.of(0), List.of(array), mov(0, 0), exit()),
                        FunctionTable.standard())).getMessage());
    }
}
