package io.bpfarena.runtime.isa;

import static io.bpfarena.runtime.isa.Opcode.*;

import io.bpfarena.runtime.isa.Operation.*;

/**
 * From slots to what they do. Each case reads the fields that its operation has; that the others are zero is seen by
 * encoding the result again, once for all cases.
 */
final class OperationDecoder {
    private static final int LAST_REGISTER = 10;
    private static final int LAST_REFERENCE = 6;

    private OperationDecoder() {
    }

    static Operation decode(final Instruction instruction, final Instruction next) {
        final Operation operation = instruction.isWide() ? wide(instruction, next) : narrow(instruction);
        if (operation != null && instruction.dst() <= LAST_REGISTER && instruction.src() <= LAST_REGISTER
                && operation.encode().getFirst().equals(instruction)
                && (operation.slots() == 1 || operation.encode().getLast().equals(next))) {
            return operation;
        }
        return new Unknown(instruction.encode());
    }

    private static Operation wide(final Instruction instruction, final Instruction next) {
        if (next == null || instruction.src() > LAST_REFERENCE) {
            return null;
        }
        final long value = instruction.wideImmediate(next);
        return instruction.src() == 0
                ? new LoadNumber(instruction.dst(), value)
                : new LoadReference(instruction.dst(), instruction.src(), value);
    }

    private static Operation narrow(final Instruction instruction) {
        return switch (instruction.opcodeClass()) {
            case LD -> packet(instruction);
            case LDX -> load(instruction);
            case ST -> modeOf(instruction.code()) != MEM ? null
                    : new Store(size(instruction), target(instruction), new Operand.Immediate(instruction.imm()));
            case STX -> switch (modeOf(instruction.code())) {
                case MEM -> new Store(
                        size(instruction), target(instruction), new Operand.Register(instruction.src()));
                case ATOMIC -> atomic(instruction);
                default -> null;
            };
            case ALU, ALU64 -> arithmetic(instruction);
            default -> jump(instruction);
        };
    }

    private static Operation packet(final Instruction instruction) {
        if (sizeOf(instruction.code()) == DW) {
            return null;
        }
        return switch (modeOf(instruction.code())) {
            case ABS -> new LoadPacket(size(instruction), instruction.imm());
            case IND -> new LoadPacketIndexed(size(instruction), instruction.src(), instruction.imm());
            default -> null;
        };
    }

    private static Operation load(final Instruction instruction) {
        final int mode = modeOf(instruction.code());
        final boolean signed = mode == MEMSX && sizeOf(instruction.code()) != DW;
        return mode == MEM || signed
                ? new Load(size(instruction), signed, instruction.dst(), source(instruction)) : null;
    }

    private static Operation atomic(final Instruction instruction) {
        final MemorySize size = size(instruction);
        final int imm = instruction.imm();
        if (imm == LOAD_ACQ) {
            return new LoadAcquire(size, instruction.dst(), source(instruction));
        }
        if (imm == STORE_REL) {
            return new StoreRelease(size, target(instruction), instruction.src());
        }
        if (size == MemorySize.BYTE || size == MemorySize.HALF_WORD) {
            return null;
        }
        return switch (imm) {
            case XCHG -> new Exchange(size, target(instruction), instruction.src());
            case CMPXCHG -> new CompareExchange(size, target(instruction), instruction.src());
            default -> {
                final AtomicOperator operator = AtomicOperator.of(imm);
                yield operator == null ? null : new AtomicUpdate(
                        size, operator, (imm & FETCH) != 0, target(instruction), instruction.src());
            }
        };
    }

    private static Operation arithmetic(final Instruction instruction) {
        final Width width = Width.ofClass(instruction.opcodeClass());
        final int dst = instruction.dst();
        return switch (opOf(instruction.code())) {
            case NEG -> new Negate(width, dst);
            case MOV -> move(instruction, width);
            case END -> {
                final ByteOrdering ordering = ByteOrdering.of(instruction.code());
                final int bits = instruction.imm();
                yield ordering != null && (bits == 16 || bits == 32 || bits == 64)
                        ? new OrderBytes(ordering, bits, dst) : null;
            }
            default -> {
                final BinaryOperator operator =
                        BinaryOperator.of(opOf(instruction.code()), instruction.offset());
                yield operator == null ? null : new Arithmetic(width, operator, dst, operand(instruction));
            }
        };
    }

    private static Operation move(final Instruction instruction, final Width width) {
        if (instruction.isAddressSpaceCast()) {
            return new CastAddressSpace(
                    instruction.dst(), instruction.src(), instruction.imm() >>> 16, instruction.imm() & 0xFFFF);
        }
        final int bits = instruction.offset();
        return switch (bits) {
            case 0 -> new Move(width, instruction.dst(), operand(instruction));
            case 8, 16 -> new SignExtend(width, bits, instruction.dst(), instruction.src());
            case 32 -> width == Width.BITS_64
                    ? new SignExtend(width, bits, instruction.dst(), instruction.src()) : null;
            default -> null;
        };
    }

    private static Operation jump(final Instruction instruction) {
        final boolean narrow = instruction.opcodeClass() == JMP32;
        return switch (instruction.code()) {
            case JMP | JA -> new Goto(instruction.offset());
            case JMP32 | JA -> new GotoLong(instruction.imm());
            case JMP | JCOND -> new MayGoto(instruction.offset());
            case JMP | CALL -> call(instruction);
            case JMP | CALL | X -> new CallRegister(instruction.dst());
            case JMP | EXIT -> new Exit();
            default -> {
                final Comparison comparison = Comparison.of(opOf(instruction.code()));
                yield comparison == null ? null : new Branch(narrow ? Width.BITS_32 : Width.BITS_64, comparison,
                        instruction.dst(), operand(instruction), instruction.offset());
            }
        };
    }

    private static Operation call(final Instruction instruction) {
        return switch (instruction.src()) {
            case HELPER_CALL -> new CallHelper(instruction.imm());
            case PSEUDO_CALL -> new CallSubprogram(instruction.imm());
            case PSEUDO_KFUNC_CALL -> new CallKfunc(instruction.imm());
            default -> null;
        };
    }

    private static MemorySize size(final Instruction instruction) {
        return MemorySize.ofCode(instruction.code());
    }

    private static Operand operand(final Instruction instruction) {
        return isRegisterSource(instruction.code())
                ? new Operand.Register(instruction.src()) : new Operand.Immediate(instruction.imm());
    }

    private static Address target(final Instruction instruction) {
        return new Address(instruction.dst(), instruction.offset());
    }

    private static Address source(final Instruction instruction) {
        return new Address(instruction.src(), instruction.offset());
    }
}
