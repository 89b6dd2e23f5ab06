package io.bpfarena.runtime.isa;

import static io.bpfarena.runtime.isa.Opcode.*;

import io.bpfarena.runtime.isa.Operation.*;
import java.util.List;

/** From what an instruction does to its slots. */
final class OperationEncoder {
    private OperationEncoder() {
    }

    static List<Instruction> encode(final Operation operation) {
        return switch (operation) {
            case LoadNumber load -> wide(load.dst(), 0, load.value());
            case LoadReference load -> wide(load.dst(), load.kind(), load.value());
            default -> List.of(slot(operation));
        };
    }

    private static List<Instruction> wide(final int dst, final int src, final long value) {
        return List.of(new Instruction(LD_IMM64, dst, src, 0, (int) value),
                new Instruction(0, 0, 0, 0, (int) (value >>> 32)));
    }

    private static Instruction slot(final Operation operation) {
        return switch (operation) {
            case Arithmetic it -> withSource(
                    it.width().arithmeticClass() | it.operator().op(), it.dst(), it.source(), it.operator().offset());
            case Negate it -> new Instruction(it.width().arithmeticClass() | NEG, it.dst(), 0, 0, 0);
            case Move it -> withSource(it.width().arithmeticClass() | MOV, it.dst(), it.source(), 0);
            case SignExtend it ->
                new Instruction(it.width().arithmeticClass() | MOV | X, it.dst(), it.src(), it.bits(), 0);
            case CastAddressSpace it -> new Instruction(
                    ALU64 | MOV | X, it.dst(), it.src(), ADDR_SPACE_CAST, it.to() << 16 | it.from());
            case OrderBytes it -> new Instruction(it.ordering().code(), it.dst(), 0, 0, it.bits());
            case Load it -> new Instruction(LDX | (it.signed() ? MEMSX : MEM) | it.size().code(),
                    it.dst(), it.address().base(), it.address().offset(), 0);
            case Store it -> store(it);
            case AtomicUpdate it -> atomic(
                    it.size(), it.address(), it.src(), it.operator().code() | (it.fetch() ? FETCH : 0));
            case Exchange it -> atomic(it.size(), it.address(), it.src(), XCHG);
            case CompareExchange it -> atomic(it.size(), it.address(), it.src(), CMPXCHG);
            case StoreRelease it -> atomic(it.size(), it.address(), it.src(), STORE_REL);
            case LoadAcquire it -> new Instruction(STX | ATOMIC | it.size().code(),
                    it.dst(), it.address().base(), it.address().offset(), LOAD_ACQ);
            case LoadPacket it -> new Instruction(LD | ABS | it.size().code(), 0, 0, 0, it.position());
            case LoadPacketIndexed it ->
                new Instruction(LD | IND | it.size().code(), 0, it.index(), 0, it.position());
            case Goto it -> new Instruction(JMP | JA, 0, 0, it.offset(), 0);
            case GotoLong it -> new Instruction(JMP32 | JA, 0, 0, 0, it.offset());
            case MayGoto it -> new Instruction(JMP | JCOND, 0, 0, it.offset(), 0);
            case Branch it ->
                withSource(it.width().jumpClass() | it.comparison().op(), it.dst(), it.source(), it.offset());
            case CallHelper it -> new Instruction(JMP | CALL, 0, HELPER_CALL, 0, it.number());
            case CallSubprogram it -> new Instruction(JMP | CALL, 0, PSEUDO_CALL, 0, it.offset());
            case CallKfunc it -> new Instruction(JMP | CALL, 0, PSEUDO_KFUNC_CALL, 0, it.number());
            case CallRegister it -> new Instruction(JMP | CALL | X, it.register(), 0, 0, 0);
            case Exit _ -> new Instruction(JMP | EXIT, 0, 0, 0, 0);
            case Unknown it -> Instruction.decode(it.slot());
            case LoadNumber _, LoadReference _ -> throw new IllegalArgumentException("two slots: " + operation);
        };
    }

    private static Instruction withSource(final int code, final int dst, final Operand source, final int offset) {
        return switch (source) {
            case Operand.Register register -> new Instruction(code | X, dst, register.number(), offset, 0);
            case Operand.Immediate immediate -> new Instruction(code | K, dst, 0, offset, immediate.value());
        };
    }

    private static Instruction store(final Store store) {
        final int code = MEM | store.size().code();
        final Address address = store.address();
        return switch (store.source()) {
            case Operand.Register register ->
                new Instruction(STX | code, address.base(), register.number(), address.offset(), 0);
            case Operand.Immediate immediate ->
                new Instruction(ST | code, address.base(), 0, address.offset(), immediate.value());
        };
    }

    private static Instruction atomic(
            final MemorySize size, final Address address, final int src, final int operation) {
        return new Instruction(STX | ATOMIC | size.code(), address.base(), src, address.offset(), operation);
    }
}
