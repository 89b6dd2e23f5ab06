package io.bpfarena.runtime.interpreter;

import static io.bpfarena.runtime.isa.Bytecode.*;
import static io.bpfarena.runtime.isa.Opcode.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.bpfarena.runtime.arena.ArenaCreation;
import io.bpfarena.runtime.arena.ArenaPlacement;
import io.bpfarena.runtime.arena.PrivateArenaMemory;
import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.map.MapAttributes;
import io.bpfarena.runtime.map.MapFactory;
import io.bpfarena.runtime.map.MapFlags;
import io.bpfarena.runtime.map.MapType;
import io.bpfarena.runtime.map.RingBufferMap;
import io.bpfarena.runtime.memory.NativeMemory;
import io.bpfarena.runtime.program.ExecutableProgram;
import io.bpfarena.runtime.program.Invocation;
import io.bpfarena.runtime.program.LinkedProgram;
import io.bpfarena.runtime.program.ProgramFaultException;
import io.bpfarena.runtime.program.ProgramType;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that the kernel's verifier would refuse or bound: the program ends, and takes neither memory nor time along. */
class HostileCallsTest {
    private static final int HASH = 0;
    private static final int NOTES = 1;
    private static final int RING = 2;
    private static final int LARGE = 3;
    private static final int LARGE_SIZE = 16 << 20;
    private static final int RING_SIZE = 16 << 20;
    private static final Duration LONG = Duration.ofMinutes(1);

    private final MapFactory factory = new MapFactory((name, wanted) -> {
        throw new UnsupportedOperationException();
    });
    private final List<BpfMap> maps = List.of(made("hash", MapType.HASH, 8, 8, 4), made("notes", MapType.ARRAY, 4, 16, 1),
            made("ring", MapType.RINGBUF, 0, 0, RING_SIZE), made("large", MapType.ARRAY, 4, LARGE_SIZE, 1));

    private BpfMap made(final String name, final MapType type, final int keySize, final int valueSize, final int entries) {
        return factory.create(name, new MapAttributes(type.number(), keySize, valueSize, entries, 0, 0, 0));
    }

    @AfterEach
    void close() {
        maps.forEach(BpfMap::close);
    }

    /** Runs a program into a fault; the third subprogram is its exception callback. */
    private String fault(final Duration timeout, final List<Integer> starts, final List<Instruction> program) {
        final OptionalInt last = starts.size() < 3 ? OptionalInt.empty() : OptionalInt.of(starts.getLast());
        final LinkedProgram linked = new LinkedProgram("test", "syscall", ProgramType.SYSCALL, program,
                starts.stream().map(start -> new LinkedProgram.Subprogram("f" + start, start)).toList(), maps,
                List.of("bpf_throw"), List.of(), last);
        return assertThrows(ProgramFaultException.class, () -> {
            try (ExecutableProgram prepared = Programs.prepared(linked)) {
                prepared.run(Invocation.withoutContext().within(timeout));
            }
        }).report().message();
    }

    private long note(final int index) {
        return NativeMemory.getLong(maps.get(NOTES).directValueAddress(index * Long.BYTES));
    }

    /** The copy of the key that a callback gets is gone when an exception leaves bpf_for_each_map_elem. */
    @Test
    void shouldTakeTheKeyBackFromACallbackThatThrows() {
        final List<Instruction> fill = program(mov(6, 0x55), store(DW, 10, -8, 6), map(1, HASH),
                movReg(2, 10), aluImm(ADD, 2, -8), movReg(3, 2), mov(4, 0), helper(2));
        final List<Instruction> each = program(mov(3, 0), mov(4, 0), helper(164), exit());
        final List<Instruction> callback = program(mapValue(6, NOTES, 0), store(DW, 6, 0, 2), load(DW, 7, 2, 0),
                store(DW, 6, 8, 7), mov(1, 7), kfunc(0), exit());
        final List<Instruction> handler = program(
                mapValue(6, NOTES, 0), load(DW, 1, 6, 0), load(DW, 0, 1, 0), exit());
        final int beforeFunction = fill.size() + map(1, HASH).size();
        final int start = beforeFunction + 2 + each.size();
        final String message = fault(LONG, List.of(0, start, start + callback.size()), program(fill, map(1, HASH),
                function(2, start - beforeFunction - 1), each, callback, handler));
        assertEquals(0x55, note(1), "the callback read the key");
        assertTrue(message.contains("0x%x".formatted(note(0))), message);
    }

    /** Helpers are charged for the bytes that they go through: the next look at the clock comes in time. */
    @ParameterizedTest
    @ValueSource(ints = {113, 45})
    void shouldLookAtTheClockBetweenLargeCopies(final int helper) {
        final List<Instruction> loop = program(mapValue(6, NOTES, 0), load(DW, 7, 6, 0), aluImm(ADD, 7, 1),
                store(DW, 6, 0, 7), mapValue(1, LARGE, 0), mov(2, LARGE_SIZE / 2),
                mapValue(3, LARGE, LARGE_SIZE / 2), helper(helper));
        NativeMemory.zero(maps.get(LARGE).directValueAddress(0), LARGE_SIZE);
        for (int i = LARGE_SIZE / 2; i < LARGE_SIZE; i++) {
            NativeMemory.putByte(maps.get(LARGE).directValueAddress(i), (byte) 'a');
        }
        final String message = fault(Duration.ofMillis(1), List.of(0), program(loop, jump(-loop.size() - 1), exit()));
        assertTrue(message.contains("program interrupted"), message);
        assertTrue(note(0) < 50, () -> "calls within a millisecond of time: " + note(0));
    }

    /** Many pages take their time, and so does giving them back. */
    @Test
    void shouldLookAtTheClockBeforeManyPages() throws Exception {
        final int pages = 256;
        final BpfMap arena = ArenaCreation.create("test", "arena", new MapAttributes(
                MapType.ARENA.number(), 0, 0, pages, MapFlags.MMAPABLE, 0x3000_0000_0000L, 0),
                PrivateArenaMemory::create, new ArenaPlacement());
        final List<Instruction> loop = program(mapValue(6, 1, 0), load(DW, 7, 6, 0), aluImm(ADD, 7, 1),
                store(DW, 6, 0, 7), map(1, 0), mov(2, 0), mov(3, pages), mov(4, -1), mov(5, 0), kfunc(0),
                map(1, 0), movReg(2, 0), mov(3, pages), kfunc(1));
        final LinkedProgram linked = new LinkedProgram("test", "syscall", ProgramType.SYSCALL,
                program(loop, jump(-loop.size() - 1), exit()), List.of(new LinkedProgram.Subprogram("test", 0)),
                List.of(arena, maps.get(NOTES)), List.of("bpf_arena_alloc_pages", "bpf_arena_free_pages"), List.of());
        try (ExecutableProgram prepared = Programs.prepared(linked)) {
            assertTrue(assertThrows(ProgramFaultException.class, () -> prepared.run(
                    Invocation.withoutContext().within(Duration.ofNanos(1)))).getMessage().contains("interrupted"));
        } finally {
            arena.close();
        }
        // The time is up before the first of them, whatever the machine is like.
        assertEquals(1, note(0));
    }

    /** Text may be larger than the heap; the thread must not take its size from there. */
    @Test
    void shouldCopyLargeTextWithoutTheHeap() throws Exception {
        final long large = maps.get(LARGE).directValueAddress(0);
        for (int i = LARGE_SIZE / 2; i < LARGE_SIZE; i++) {
            NativeMemory.putByte(large + i, (byte) 'a');
        }
        final LinkedProgram linked = Programs.linked(maps, mapValue(1, LARGE, 0), mov(2, LARGE_SIZE / 2),
                mapValue(3, LARGE, LARGE_SIZE / 2), helper(45), exit());
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (ExecutableProgram prepared = Programs.prepared(linked)) {
            prepared.run(Invocation.withoutContext());
            final long before = threads.getCurrentThreadAllocatedBytes();
            assertEquals(LARGE_SIZE / 2, prepared.run(Invocation.withoutContext().within(LONG)).r0());
            final long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertTrue(allocated < 1 << 20, () -> "bytes of heap: " + allocated);
        }
        assertEquals('a', NativeMemory.getByte(large + LARGE_SIZE / 2 - 2));
        assertEquals(0, NativeMemory.getByte(large + LARGE_SIZE / 2 - 1));
    }

    @Test
    void shouldBoundWhatIsLentToOneRun() {
        final List<Instruction> loop = program(mapValue(6, NOTES, 0), load(DW, 7, 6, 0), aluImm(ADD, 7, 1),
                store(DW, 6, 0, 7), map(1, RING), mov(2, 0), mov(3, 0), helper(131));
        final List<Instruction> end = program(mov(0, 0), exit());
        final String message = fault(LONG, List.of(0), program(loop, jumpImm(JNE, 0, 0, -loop.size() - 1), end));
        assertTrue(message.contains("too many"), message);
        assertEquals(Loans.MAX_LOANS + 1, note(0));
        final RingBufferMap ring = (RingBufferMap) maps.get(RING);
        assertEquals(0, ring.consume(record -> { }, Integer.MAX_VALUE), "all were discarded, the last one too");
        assertEquals(0, ring.query(0), "and none is left");
    }
}
