package io.bpfarena.runtime.isa;

import static io.bpfarena.runtime.isa.Opcode.*;

/**
 * Instructions as text, in the form that LLVM's disassembler has for cpu v4: {@code r1 += r2}, {@code w1 = 0x2a},
 * {@code *(u32 *)(r10 - 0x8) = w3}, {@code if r1 s> 0x5 goto +0x3}, {@code exit}. A w register is the low half of its r
 * register. What is no instruction reads {@code .8byte} and its number.
 */
public final class InstructionText {
    private InstructionText() {
    }

    /**
     * An instruction of one slot, or the first slot of {@code ld_imm64} with the half of its immediate.
     *
     * @param instruction any slot.
     * @return one line, without a line end.
     */
    public static String of(final Instruction instruction) {
        return of(instruction, new Instruction(0, 0, 0, 0, instruction.imm() >> 31));
    }

    /**
     * An instruction.
     *
     * @param instruction any slot.
     * @param next        the slot after it, which matters to {@code ld_imm64} alone.
     * @return one line, without a line end.
     */
    public static String of(final Instruction instruction, final Instruction next) {
        return switch (instruction.opcodeClass()) {
            case LD -> load64OrPacket(instruction, next);
            case LDX -> load(instruction);
            case ST -> memory(instruction) + " = " + hex(instruction.imm());
            case STX -> store(instruction);
            case ALU, ALU64 -> arithmetic(instruction);
            default -> jump(instruction);
        };
    }

    private static String load64OrPacket(final Instruction instruction, final Instruction next) {
        if (instruction.isWide()) {
            return "r%d = %s ll".formatted(instruction.dst(), hex(instruction.wideImmediate(next)));
        }
        final int mode = modeOf(instruction.code());
        final String place = mode == ABS ? hex(instruction.imm()) : "r" + instruction.src();
        return mode == ABS || mode == IND
                ? "r0 = *(%s *)skb[%s]".formatted(type(instruction.code()), place)
                : unknown(instruction);
    }

    private static String load(final Instruction instruction) {
        final int mode = modeOf(instruction.code());
        final String place = place(instruction.src(), instruction.offset());
        if (mode == MEM) {
            return "%s = *(%s *)(%s)".formatted(
                    sized(instruction.code(), instruction.dst()), type(instruction.code()), place);
        }
        return mode == MEMSX
                ? "r%d = *(s%d *)(%s)".formatted(instruction.dst(), 8 * bytesOf(instruction.code()), place)
                : unknown(instruction);
    }

    private static String store(final Instruction instruction) {
        final int mode = modeOf(instruction.code());
        if (mode == MEM) {
            return memory(instruction) + " = " + sized(instruction.code(), instruction.src());
        }
        return mode == ATOMIC ? atomic(instruction) : unknown(instruction);
    }

    private static String atomic(final Instruction instruction) {
        final String type = type(instruction.code());
        final String target = place(instruction.dst(), instruction.offset());
        final String source = sized(instruction.code(), instruction.src());
        final String suffix = sizeOf(instruction.code()) == DW ? "_64" : "32_32";
        return switch (instruction.imm()) {
            case ADD, OR, AND, XOR -> "lock *(%s *)(%s) %s= %s".formatted(
                    type, target, operator(instruction.imm()), source);
            case ADD | FETCH -> "%s = atomic_fetch_add((%s *)(%s), %s)".formatted(source, type, target, source);
            case OR | FETCH -> "%s = atomic_fetch_or((%s *)(%s), %s)".formatted(source, type, target, source);
            case AND | FETCH -> "%s = atomic_fetch_and((%s *)(%s), %s)".formatted(source, type, target, source);
            case XOR | FETCH -> "%s = atomic_fetch_xor((%s *)(%s), %s)".formatted(source, type, target, source);
            case XCHG -> "%s = xchg%s(%s, %s)".formatted(source, suffix, target, source);
            case CMPXCHG -> "%s = cmpxchg%s(%s, %s, %s)".formatted(
                    sized(instruction.code(), 0), suffix, target, sized(instruction.code(), 0), source);
            case LOAD_ACQ -> "%s = load_acquire((%s *)(%s))".formatted(
                    sized(instruction.code(), instruction.dst()), type,
                    place(instruction.src(), instruction.offset()));
            case STORE_REL -> "store_release((%s *)(%s), %s)".formatted(type, target, source);
            default -> unknown(instruction);
        };
    }

    private static String arithmetic(final Instruction instruction) {
        final String target = narrow(instruction, instruction.dst());
        final int op = opOf(instruction.code());
        return switch (op) {
            case NEG -> target + " = -" + target;
            case END -> "r%d = %s%d r%d".formatted(
                    instruction.dst(), byteOrder(instruction), instruction.imm(), instruction.dst());
            case MOV -> target + " = " + moved(instruction);
            case DIV, MOD -> "%s %s%s= %s".formatted(
                    target, instruction.offset() == SIGNED ? "s" : "", operator(op), operand(instruction));
            case 0xE0, 0xF0 -> unknown(instruction);
            default -> "%s %s= %s".formatted(target, operator(op), operand(instruction));
        };
    }

    private static String byteOrder(final Instruction instruction) {
        if (instruction.opcodeClass() == ALU64) {
            return "bswap";
        }
        return isRegisterSource(instruction.code()) ? "be" : "le";
    }

    private static String moved(final Instruction instruction) {
        if (instruction.isAddressSpaceCast()) {
            return "addr_space_cast(r%d, %s, %s)".formatted(
                    instruction.src(), hex(instruction.imm() >>> 16), hex(instruction.imm() & 0xFFFF));
        }
        final boolean widens = isRegisterSource(instruction.code()) && instruction.offset() != 0;
        return widens ? "(s%d)%s".formatted(instruction.offset(), operand(instruction)) : operand(instruction);
    }

    private static String jump(final Instruction instruction) {
        final int op = opOf(instruction.code());
        return switch (op) {
            case JA -> (instruction.opcodeClass() == JMP32 ? "gotol " : "goto ") + signed(instruction.jumpOffset());
            case JCOND -> "may_goto " + signed(instruction.offset());
            case EXIT -> "exit";
            case CALL -> isRegisterSource(instruction.code())
                    ? "callx r" + instruction.dst() : "call " + hex(instruction.imm());
            case 0xF0 -> unknown(instruction);
            default -> "if %s %s %s goto %s".formatted(narrow(instruction, instruction.dst()), comparison(op),
                    operand(instruction), signed(instruction.offset()));
        };
    }

    private static String operand(final Instruction instruction) {
        return isRegisterSource(instruction.code())
                ? narrow(instruction, instruction.src()) : hex(instruction.imm());
    }

    private static String narrow(final Instruction instruction, final int register) {
        final int opcodeClass = instruction.opcodeClass();
        return (opcodeClass == ALU || opcodeClass == JMP32 ? "w" : "r") + register;
    }

    private static String sized(final int code, final int register) {
        return (sizeOf(code) == DW ? "r" : "w") + register;
    }

    private static String type(final int code) {
        return "u" + 8 * bytesOf(code);
    }

    private static String memory(final Instruction instruction) {
        return "*(%s *)(%s)".formatted(
                type(instruction.code()), place(instruction.dst(), instruction.offset()));
    }

    private static String place(final int register, final int offset) {
        return "r%d %s 0x%x".formatted(register, offset < 0 ? "-" : "+", Math.abs(offset));
    }

    private static String hex(final long number) {
        return number < 0 ? "-0x" + Long.toHexString(-number) : "0x" + Long.toHexString(number);
    }

    private static String signed(final long number) {
        return number < 0 ? hex(number) : "+" + hex(number);
    }

    private static String unknown(final Instruction instruction) {
        return ".8byte 0x%016x".formatted(instruction.encode());
    }

    private static String operator(final int op) {
        return switch (op) {
            case ADD -> "+";
            case SUB -> "-";
            case MUL -> "*";
            case DIV -> "/";
            case OR -> "|";
            case AND -> "&";
            case LSH -> "<<";
            case RSH -> ">>";
            case MOD -> "%";
            case XOR -> "^";
            default -> "s>>";
        };
    }

    private static String comparison(final int op) {
        return switch (op) {
            case JEQ -> "==";
            case JGT -> ">";
            case JGE -> ">=";
            case JSET -> "&";
            case JNE -> "!=";
            case JSGT -> "s>";
            case JSGE -> "s>=";
            case JLT -> "<";
            case JLE -> "<=";
            case JSLT -> "s<";
            default -> "s<=";
        };
    }
}
