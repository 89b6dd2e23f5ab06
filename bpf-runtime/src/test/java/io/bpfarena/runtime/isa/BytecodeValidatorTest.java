package io.bpfarena.runtime.isa;

import static io.bpfarena.runtime.isa.Bytecode.*;
import static io.bpfarena.runtime.isa.Opcode.*;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BytecodeValidatorTest {
    static Stream<Arguments> malformedSlots() {
        return Stream.of(
                slot("unknown opcode 00", raw(0x00, 0, 0, 0, 0)),
                slot("unknown opcode 38", raw(LD | ABS | DW, 0, 0, 0, 0)),
                slot("unknown opcode 99", raw(LDX | MEMSX | DW, 0, 1, 0, 0)),
                slot("unknown opcode c1", raw(LDX | ATOMIC | W, 0, 1, 0, 0)),
                slot("unknown opcode 82", raw(ST | MEMSX | W, 1, 0, 0, 0)),
                slot("unknown opcode 83", raw(STX | MEMSX | W, 1, 0, 0, 0)),
                slot("unknown opcode e7", raw(ALU64 | 0xE0, 0, 0, 0, 0)),
                slot("unknown opcode f4", raw(ALU | 0xF0, 0, 0, 0, 0)),
                slot("unknown opcode 0d", raw(JMP | JA | X, 0, 0, 0, 0)),
                slot("unknown opcode 0e", raw(JMP32 | JA | X, 0, 0, 0, 0)),
                slot("unknown opcode 86", raw(JMP32 | CALL, 0, 0, 0, 0)),
                slot("unknown opcode 96", raw(JMP32 | EXIT, 0, 0, 0, 0)),
                slot("unknown opcode 9d", raw(JMP | EXIT | X, 0, 0, 0, 0)),
                slot("unknown opcode e6", raw(JMP32 | JCOND, 0, 0, 0, 0)),
                slot("unknown opcode f5", raw(JMP | 0xF0, 0, 0, 0, 0)),
                slot("R11 is invalid", mov(11, 0)),
                slot("R15 is invalid", movReg(0, 15)),
                slot("R12 is invalid", load(W, 0, 12, 0)),
                slot("R13 is invalid", storeImm(W, 13, 0, 0)),
                slot("R14 is invalid", store(W, 0, 0, 14)),
                slot("R11 is invalid", jump(JEQ, 0, 11, 0)),
                slot("R11 is invalid", callRegister(11)),
                slot("R12 is invalid", raw(LD | IND | B, 0, 12, 0, 0)),
                slot("frame pointer is read only", mov(10, 0)),
                slot("frame pointer is read only", load(DW, 10, 1, 0)),
                slot("frame pointer is read only", wide(10, 0)),
                slot("frame pointer is read only", atomic(DW, ADD | FETCH, 1, 0, 10)),
                slot("frame pointer is read only", atomic(DW, LOAD_ACQ, 10, 0, 1)),
                slot("frame pointer is read only", raw(ALU64 | END, 10, 0, 0, 16)),
                slot("BPF_ALU uses reserved fields", raw(ALU64 | ADD | K, 0, 1, 0, 0)),
                slot("BPF_ALU uses reserved fields", raw(ALU64 | ADD | X, 0, 1, 0, 1)),
                slot("BPF_ALU uses reserved fields", raw(ALU | SUB | K, 0, 0, 1, 0)),
                slot("BPF_ALU uses reserved fields", raw(ALU | DIV | K, 0, 0, 2, 1)),
                slot("BPF_ALU uses reserved fields", raw(ALU64 | MOD | X, 0, 1, -1, 0)),
                slot("BPF_NEG uses reserved fields", raw(ALU64 | NEG, 0, 1, 0, 0)),
                slot("BPF_NEG uses reserved fields", raw(ALU64 | NEG | X, 0, 0, 0, 0)),
                slot("BPF_NEG uses reserved fields", raw(ALU | NEG, 0, 0, 0, 1)),
                slot("BPF_MOV uses reserved fields", raw(ALU64 | MOV | K, 0, 0, 8, 0)),
                slot("BPF_MOV uses reserved fields", raw(ALU64 | MOV | X, 0, 1, 64, 0)),
                slot("BPF_MOV uses reserved fields", raw(ALU | MOV | X, 0, 1, 32, 0)),
                slot("BPF_MOV uses reserved fields", raw(ALU | MOV | X, 0, 1, 1, 1)),
                slot("BPF_MOV uses reserved fields", raw(ALU64 | MOV | X, 0, 1, 0, 1)),
                slot("BPF_END uses reserved fields", raw(ALU | END, 0, 0, 0, 8)),
                slot("BPF_END uses reserved fields", raw(ALU | END | X, 0, 1, 0, 16)),
                slot("BPF_END uses reserved fields", raw(ALU64 | END | X, 0, 0, 0, 16)),
                slot("BPF_END uses reserved fields", raw(ALU64 | END, 0, 0, 1, 64)),
                slot("addr_space_cast insn can only convert between address space 1 and 0: imm is 0x2",
                        raw(ALU64 | MOV | X, 0, 1, 1, 2)),
                slot("addr_space_cast insn can only convert between address space 1 and 0: imm is 0x0, "
                        + "which kernels refuse from 6.16 on", raw(ALU64 | MOV | X, 0, 1, 1, 0)),
                slot("BPF_LDX uses reserved fields", raw(LDX | MEM | W, 0, 1, 0, 1)),
                slot("BPF_ST uses reserved fields", raw(ST | MEM | W, 1, 1, 0, 0)),
                slot("BPF_STX uses reserved fields", raw(STX | MEM | W, 1, 0, 0, 1)),
                slot("BPF_LD_[ABS|IND] uses reserved fields", raw(LD | ABS | W, 0, 1, 0, 0)),
                slot("BPF_LD_[ABS|IND] uses reserved fields", raw(LD | IND | W, 1, 0, 0, 0)),
                slot("BPF_ATOMIC uses invalid atomic opcode 10", atomic(DW, SUB, 1, 0, 0)),
                slot("BPF_ATOMIC uses invalid atomic opcode e0", atomic(DW, 0xE0, 1, 0, 0)),
                slot("BPF_ATOMIC uses invalid atomic opcode 101", atomic(DW, LOAD_ACQ | FETCH, 1, 0, 0)),
                slot("invalid atomic operand size", atomic(B, ADD, 1, 0, 0)),
                slot("invalid atomic operand size", atomic(H, CMPXCHG, 1, 0, 0)),
                slot("BPF_JMP/JMP32 uses reserved fields", raw(JMP | JEQ | K, 0, 1, 0, 0)),
                slot("BPF_JMP/JMP32 uses reserved fields", raw(JMP32 | JEQ | X, 0, 1, 0, 1)),
                slot("BPF_JA uses reserved fields", raw(JMP | JA, 0, 0, 0, 1)),
                slot("BPF_JA uses reserved fields", raw(JMP32 | JA, 0, 0, 1, 0)),
                slot("BPF_CALL uses reserved fields", raw(JMP | CALL, 1, 0, 0, 1)),
                slot("BPF_CALL uses reserved fields", raw(JMP | CALL, 0, 3, 0, 1)),
                slot("BPF_CALL uses reserved fields", raw(JMP | CALL | X, 1, 0, 0, 1)),
                slot("BPF_EXIT uses reserved fields", raw(JMP | EXIT, 0, 0, 0, 1)),
                slot("invalid may_goto imm 1", raw(JMP | JCOND, 0, 0, 0, 1)),
                slot("unrecognized bpf_ld_imm64 insn: src is 3", wide(0, 3, 0, 0)),
                slot("invalid bpf_ld_imm64 insn", raw(LD_IMM64, 0, 0, 1, 0)),
                slot("invalid bpf_ld_imm64 insn: its second slot has more than an immediate",
                        program(raw(LD_IMM64, 0, 0, 0, 0), mov(0, 0))),
                slot("jump out of range from insn 1 to -1", jump(-3)),
                slot("jump out of range from insn 1 to 3", jump(1)),
                slot("jump out of range from insn 1 to 3", jumpImm(JEQ, 0, 0, 1)),
                slot("jump out of range from insn 1 to 2147483649", jumpLong(Integer.MAX_VALUE)),
                slot("jump out of range from insn 1 to -32766", mayGoto(-32768)),
                slot("call to invalid destination: no subprogram starts at insn 2", call(0)),
                slot("call to invalid destination: no subprogram starts at insn -1", call(-3)),
                slot("call to invalid destination: no subprogram starts at insn 5", function(1, 3)));
    }

    /** A slot at fault, between a good one before it and an exit after it. */
    private static Arguments slot(final String what, final List<Instruction> slots) {
        return Arguments.of(what, slots);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("malformedSlots")
    void shouldRefuseInTheKernelsWords(final String what, final List<Instruction> slots) {
        final List<Instruction> code = program(mov(0, 0), slots, exit());
        final InvalidInstructionException e = assertThrows(
                InvalidInstructionException.class, () -> BytecodeValidator.validate(code, List.of(0)));
        assertEquals(what, e.what());
        assertEquals(1, e.slot());
        assertEquals("instruction 1: " + what, e.getMessage());
    }

    @Test
    void shouldCarryTheValueAtFault() {
        final InvalidInstructionException e = assertThrows(InvalidInstructionException.class,
                () -> BytecodeValidator.validate(program(mov(11, 0), exit()), List.of(0)));
        assertEquals(11, e.value());
    }

    @Test
    void shouldRefuseAnEmptyProgram() {
        refused(List.of(), List.of(0), "program must have 1 to 1000000 instructions: 0");
    }

    @Test
    void shouldRefuseAProgramBeyondTheKernelsLimit() {
        refused(Collections.nCopies(1_000_001, exit().getFirst()), List.of(0),
                "program must have 1 to 1000000 instructions: 1000001");
    }

    @Test
    void shouldRefuseToRunPastTheEnd() {
        refused(program(mov(0, 0)), List.of(0), "last insn is not an exit or jmp");
        refused(program(exit(), wide(0, 1)), List.of(0), "last insn is not an exit or jmp");
        refused(program(exit(), jumpImm(JEQ, 0, 0, -1)), List.of(0), "last insn is not an exit or jmp");
    }

    @Test
    void shouldRefuseToRunIntoTheNextSubprogram() {
        refused(program(mov(0, 0), exit()), List.of(0, 1), "last insn is not an exit or jmp");
    }

    @Test
    void shouldRefuseALoadWithoutItsSecondSlot() {
        refused(program(exit(), raw(LD_IMM64, 0, 0, 0, 0)), List.of(0),
                "invalid bpf_ld_imm64 insn: its second slot is missing");
    }

    @Test
    void shouldRefuseAJumpIntoTheMiddleOfALoad() {
        refused(program(jump(1), wide(0, 1), exit()), List.of(0), "jump into the middle of ldimm64 insn 1");
    }

    @Test
    void shouldRefuseAJumpIntoAnotherSubprogram() {
        refused(program(jump(1), exit(), mov(0, 0), exit()), List.of(0, 2), "jump out of range from insn 0 to 2");
        refused(program(exit(), jump(-2), exit()), List.of(0, 1), "jump out of range from insn 1 to 0");
    }

    @Test
    void shouldRefuseSubprogramsThatCannotBe() {
        final List<Instruction> code = program(wide(0, 1), exit(), exit());
        refused(code, List.of(), "the first subprogram must start at instruction 0");
        refused(code, List.of(3), "the first subprogram must start at instruction 0");
        refused(code, List.of(0, 1), "no subprogram can start here");
        refused(code, List.of(0, 4), "no subprogram can start here");
        refused(code, List.of(0, -1), "no subprogram can start here");
        refused(code, List.of(0, 3, 3), "no subprogram can start here");
    }

    @Test
    void shouldAcceptWhatIsWellFormed() {
        final List<Instruction> code = program(
                wide(1, 7), function(2, 11), mayGoto(1), jumpImm(JSET, 1, 1, -1), jumpLong(0), call(6),
                atomic(B, LOAD_ACQ, 1, 0, 10), atomic(W, XCHG, 10, -4, 1), castToArena(3, 4), castToUser(3, 4),
                raw(LD | ABS | B, 0, 0, 0, 4), exit(),
                loadSigned(H, 1, 10, -2), jump(-2));
        assertEquals(16, code.size());
        assertDoesNotThrow(() -> BytecodeValidator.validate(code, List.of(0, 14)));
    }

    @Test
    void shouldAnswerRandomSlotsWithItsOwnExceptionAlone() {
        final long seed = System.nanoTime();
        final Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            final List<Instruction> code = IntStream.range(0, 1 + random.nextInt(6))
                    .mapToObj(i -> Instruction.decode(random.nextLong() & (random.nextBoolean() ? -1 : 0xFFF)))
                    .toList();
            try {
                BytecodeValidator.validate(code, List.of(0));
            } catch (final InvalidInstructionException e) {
                assertEquals(true, e.slot() >= 0 && e.slot() < code.size(), "seed " + seed);
            }
        }
    }

    private static void refused(final List<Instruction> code, final List<Integer> starts, final String what) {
        final InvalidInstructionException e = assertThrows(
                InvalidInstructionException.class, () -> BytecodeValidator.validate(code, starts));
        assertEquals(what, e.what());
    }
}
