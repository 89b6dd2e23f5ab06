package io.bpfarena.runtime.helper;

import static io.bpfarena.runtime.isa.Bytecode.*;
import static io.bpfarena.runtime.isa.Opcode.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.runtime.interpreter.Interpreter;
import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.map.MapAttributes;
import io.bpfarena.runtime.map.MapFactory;
import io.bpfarena.runtime.map.MapType;
import io.bpfarena.runtime.map.RingBufferMap;
import io.bpfarena.runtime.program.ExecutableProgram;
import io.bpfarena.runtime.program.Invocation;
import io.bpfarena.runtime.program.LinkedProgram;
import io.bpfarena.runtime.program.ProgramFaultException;
import io.bpfarena.runtime.program.ProgramType;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Uses of dynptrs and iterators that the kernel's verifier refuses: the program ends, and nothing else happens. */
class DynptrMisuseTest {
    private static final int DYNPTR = -16;
    private static final int OTHER = -32;
    private static final List<String> KFUNCS = List.of("bpf_dynptr_size", "bpf_dynptr_clone", "bpf_dynptr_slice",
            "bpf_iter_bits_new", "bpf_iter_bits_next", "bpf_iter_bits_destroy");
    private static final int SIZE_OF = 0;
    private static final int CLONE = 1;
    private static final int SLICE = 2;
    private static final int ITERATOR_NEW = 3;
    private static final int ITERATOR_NEXT = 4;
    private static final int ITERATOR_DESTROY = 5;

    private final MapFactory factory = new MapFactory((name, wanted) -> {
        throw new UnsupportedOperationException();
    });
    private final List<BpfMap> maps = List.of(
            factory.create("ring", new MapAttributes(MapType.RINGBUF.number(), 0, 0, 4096, 0, 0, 0)),
            factory.create("values", new MapAttributes(MapType.ARRAY.number(), 4, 64, 1, 0, 0, 0)));

    @AfterEach
    void close() {
        maps.forEach(BpfMap::close);
    }

    @SafeVarargs
    private long run(final List<Instruction>... parts) throws Exception {
        final LinkedProgram linked = new LinkedProgram("test", "syscall", ProgramType.SYSCALL,
                program(program(parts), mov(0, 0), exit()), List.of(new LinkedProgram.Subprogram("test", 0)), maps,
                KFUNCS, List.of());
        try (ExecutableProgram program = new Interpreter().prepare(linked, FunctionTable.standard())) {
            return program.run(Invocation.withoutContext()).r0();
        }
    }

    @SafeVarargs
    private void faults(final String message, final List<Instruction>... parts) {
        final String actual = assertThrows(ProgramFaultException.class, () -> run(parts)).report().message();
        assertTrue(actual.contains(message), actual);
    }

    private static List<Instruction> stack(final int register, final int offset) {
        return program(movReg(register, 10), aluImm(ADD, register, offset));
    }

    private static List<Instruction> fromMemory(final int offset, final int size) {
        return program(mapValue(1, 1, 0), mov(2, size), mov(3, 0), stack(4, offset), helper(197));
    }

    private static List<Instruction> reserve(final int offset) {
        return program(map(1, 0), mov(2, 8), mov(3, 0), stack(4, offset), helper(198));
    }

    private static List<Instruction> commit(final int helper, final int offset) {
        return program(stack(1, offset), mov(2, 0), helper(helper));
    }

    private static List<Instruction> size(final int offset) {
        return program(stack(1, offset), kfunc(SIZE_OF));
    }

    private int records() {
        return ((RingBufferMap) maps.getFirst()).poll(sample -> { }, 100, Duration.ZERO);
    }

    @Test
    void shouldEndAProgramThatUsesWhatIsNoDynptr() {
        faults("is no dynptr", size(DYNPTR));
        faults("is no dynptr", fromMemory(DYNPTR, 8), storeImm(DW, 10, DYNPTR, 0), size(DYNPTR));
        faults("is no dynptr", fromMemory(DYNPTR, 8), storeImm(B, 10, DYNPTR + 15, 1), size(DYNPTR));
        faults("is no dynptr", fromMemory(DYNPTR, 8), load(DW, 1, 10, DYNPTR), load(DW, 2, 10, DYNPTR + 8),
                store(DW, 10, OTHER, 1), store(DW, 10, OTHER + 8, 2), size(OTHER));
        faults("a dynptr must be on the stack", mapValue(1, 1, 0), mov(2, 8), mov(3, 0), mov(4, 0), helper(197));
        faults("a dynptr must be on the stack", mapValue(1, 1, 0), mov(2, 8), mov(3, 0), mapValue(4, 1, 16), helper(197));
        faults("data of bpf_dynptr_from_mem: invalid write", fromMemory(DYNPTR, 65));
    }

    @Test
    void shouldNotGoBeyondMemoryThatTheProgramHas() {
        faults("memory of a dynptr: invalid write", reserve(DYNPTR), stack(1, DYNPTR), stack(2, OTHER), kfunc(CLONE),
                commit(199, DYNPTR), stack(1, OTHER), mov(2, 0), mov(3, 0), mov(4, 8), kfunc(SLICE));
        assertEquals(1, records(), "it was submitted before");
    }

    @Test
    void shouldSettleRecordsThatAreLeftBehind() {
        faults("Unreleased reference: a record of 8 bytes", reserve(DYNPTR));
        faults("cannot overwrite referenced dynptr", reserve(DYNPTR), fromMemory(DYNPTR, 8));
        faults("Unreleased reference: a dynptr for a record that could not be reserved",
                map(1, 0), mov(2, 5000), mov(3, 0), stack(4, DYNPTR), helper(198));
        assertEquals(0, records());
        assertEquals(0, ((RingBufferMap) maps.getFirst()).query(0), "nothing is left in the ring");
    }

    @Test
    void shouldCommitARecordOnceAndByItsOwnDynptr() throws Exception {
        faults("is no dynptr", reserve(DYNPTR), commit(199, DYNPTR), commit(200, DYNPTR));
        faults("is not of a ring buffer's record", fromMemory(DYNPTR, 8), commit(199, DYNPTR));
        faults("is not of a ring buffer's record", reserve(DYNPTR), stack(1, DYNPTR), stack(2, OTHER), kfunc(CLONE),
                commit(199, OTHER));
        assertEquals(1, records(), "the first was submitted, the last discarded");
        assertEquals(0, run(reserve(DYNPTR), commit(200, DYNPTR), reserve(DYNPTR), commit(199, DYNPTR)));
        assertEquals(1, records(), "a place can be used again");
    }

    @Test
    void shouldFaultWhereThereIsNoRingBuffer() {
        faults("map values is no ring buffer but array",
                map(1, 1), mov(2, 8), mov(3, 0), stack(4, DYNPTR), helper(198));
    }

    @Test
    void shouldEndAProgramThatMisusesAnIterator() {
        final List<Instruction> begin = program(
                stack(1, DYNPTR), mapValue(2, 1, 0), mov(3, 1), kfunc(ITERATOR_NEW));
        faults("expected an initialized iter_bits", stack(1, DYNPTR), kfunc(ITERATOR_NEXT));
        faults("expected an initialized iter_bits", begin, stack(1, DYNPTR), kfunc(ITERATOR_DESTROY),
                stack(1, DYNPTR), kfunc(ITERATOR_DESTROY));
        faults("expected uninitialized iter_bits", begin, begin);
        faults("Unreleased reference: an iterator over bits was not destroyed", begin);
        faults("an iterator must be on the stack", mov(1, 0), mapValue(2, 1, 0), mov(3, 1), kfunc(ITERATOR_NEW));
    }
}
