package io.bpfarena.runtime.isa;

import static io.bpfarena.runtime.isa.Opcode.*;

import java.util.ArrayList;
import java.util.List;

/** Writes bytecode down in tests: {@code program(mov(0, 7), alu(ADD, 0, 1), exit())}. Each part is a list of slots. */
public final class Bytecode {
    private Bytecode() {
    }

    @SafeVarargs
    public static List<Instruction> program(final List<Instruction>... parts) {
        final List<Instruction> slots = new ArrayList<>();
        for (final List<Instruction> part : parts) {
            slots.addAll(part);
        }
        return List.copyOf(slots);
    }

    public static List<Instruction> raw(final int code, final int dst, final int src, final int offset, final int imm) {
        return List.of(new Instruction(code, dst, src, offset, imm));
    }

    /** {@code dst op= src}, 64 bits. */
    public static List<Instruction> alu(final int op, final int dst, final int src) {
        return raw(ALU64 | op | X, dst, src, 0, 0);
    }

    /** {@code dst op= imm}, 64 bits. */
    public static List<Instruction> aluImm(final int op, final int dst, final int imm) {
        return raw(ALU64 | op | K, dst, 0, 0, imm);
    }

    /** {@code dst = imm}, 64 bits. */
    public static List<Instruction> mov(final int dst, final int imm) {
        return raw(ALU64 | MOV | K, dst, 0, 0, imm);
    }

    /** {@code dst = src}, 64 bits. */
    public static List<Instruction> movReg(final int dst, final int src) {
        return raw(ALU64 | MOV | X, dst, src, 0, 0);
    }

    /** {@code dst = value ll}. */
    public static List<Instruction> wide(final int dst, final long value) {
        return wide(dst, 0, (int) value, (int) (value >>> 32));
    }

    public static List<Instruction> wide(final int dst, final int src, final int low, final int high) {
        return List.of(new Instruction(LD_IMM64, dst, src, 0, low), new Instruction(0, 0, 0, 0, high));
    }

    /** {@code dst = map}, by its index. */
    public static List<Instruction> map(final int dst, final int index) {
        return wide(dst, PSEUDO_MAP_FD, index, 0);
    }

    /** {@code dst = &map value + offset}. */
    public static List<Instruction> mapValue(final int dst, final int index, final int offset) {
        return wide(dst, PSEUDO_MAP_VALUE, index, offset);
    }

    /** {@code dst = subprogram}, relative to the next slot. */
    public static List<Instruction> function(final int dst, final int offset) {
        return wide(dst, PSEUDO_FUNC, offset, 0);
    }

    public static List<Instruction> load(final int size, final int dst, final int src, final int offset) {
        return raw(LDX | MEM | size, dst, src, offset, 0);
    }

    public static List<Instruction> loadSigned(final int size, final int dst, final int src, final int offset) {
        return raw(LDX | MEMSX | size, dst, src, offset, 0);
    }

    public static List<Instruction> store(final int size, final int dst, final int offset, final int src) {
        return raw(STX | MEM | size, dst, src, offset, 0);
    }

    public static List<Instruction> storeImm(final int size, final int dst, final int offset, final int imm) {
        return raw(ST | MEM | size, dst, 0, offset, imm);
    }

    public static List<Instruction> atomic(
            final int size, final int operation, final int dst, final int offset, final int src) {
        return raw(STX | ATOMIC | size, dst, src, offset, operation);
    }

    /** {@code if dst op src goto +offset}, 64 bits. */
    public static List<Instruction> jump(final int op, final int dst, final int src, final int offset) {
        return raw(JMP | op | X, dst, src, offset, 0);
    }

    /** {@code if dst op imm goto +offset}, 64 bits. */
    public static List<Instruction> jumpImm(final int op, final int dst, final int imm, final int offset) {
        return raw(JMP | op | K, dst, 0, offset, imm);
    }

    public static List<Instruction> jump(final int offset) {
        return raw(JMP | JA, 0, 0, offset, 0);
    }

    public static List<Instruction> jumpLong(final int offset) {
        return raw(JMP32 | JA, 0, 0, 0, offset);
    }

    public static List<Instruction> mayGoto(final int offset) {
        return raw(JMP | JCOND, 0, 0, offset, 0);
    }

    /** {@code call} of a helper. */
    public static List<Instruction> helper(final int number) {
        return raw(JMP | CALL, 0, HELPER_CALL, 0, number);
    }

    /** {@code call} of a subprogram, relative to the next slot. */
    public static List<Instruction> call(final int offset) {
        return raw(JMP | CALL, 0, PSEUDO_CALL, 0, offset);
    }

    public static List<Instruction> kfunc(final int index) {
        return raw(JMP | CALL, 0, PSEUDO_KFUNC_CALL, 0, index);
    }

    public static List<Instruction> callRegister(final int register) {
        return raw(JMP | CALL | X, register, 0, 0, 0);
    }

    /** {@code dst = addr_space_cast(src, 0, 1)}. */
    public static List<Instruction> castToArena(final int dst, final int src) {
        return raw(ALU64 | MOV | X, dst, src, ADDR_SPACE_CAST, CAST_TO_KERNEL);
    }

    /** {@code dst = addr_space_cast(src, 1, 0)}. */
    public static List<Instruction> castToUser(final int dst, final int src) {
        return raw(ALU64 | MOV | X, dst, src, ADDR_SPACE_CAST, CAST_TO_USER);
    }

    public static List<Instruction> exit() {
        return raw(JMP | EXIT, 0, 0, 0, 0);
    }
}
