package io.bpfarena.runtime.isa;

import static io.bpfarena.runtime.isa.Opcode.*;

/**
 * What the fields of one slot may hold (RFC 9669, sections 3 to 5): opcodes that exist, registers that exist, r10 never
 * written, fields that the instruction does not use zero.
 */
final class FieldRules {
    private static final int FRAME_POINTER = 10;

    private final int slot;
    private final Instruction instruction;

    private FieldRules(final int slot, final Instruction instruction) {
        this.slot = slot;
        this.instruction = instruction;
    }

    static void check(final int slot, final Instruction instruction) throws InvalidInstructionException {
        final FieldRules rules = new FieldRules(slot, instruction);
        switch (instruction.opcodeClass()) {
            case LD -> rules.checkLd();
            case LDX -> rules.checkLdx();
            case ST -> rules.checkSt();
            case STX -> rules.checkStx();
            case ALU, ALU64 -> rules.checkAlu();
            default -> rules.checkJmp();
        }
    }

    private void checkLd() throws InvalidInstructionException {
        if (instruction.isWide()) {
            writes(instruction.dst());
            require(instruction.offset() == 0, "invalid bpf_ld_imm64 insn", instruction.offset());
            final int source = instruction.src();
            require(source == 0 || source == PSEUDO_MAP_FD || source == PSEUDO_MAP_VALUE || source == PSEUDO_FUNC,
                    "unrecognized bpf_ld_imm64 insn: src is %d".formatted(source), source);
            return;
        }
        final int mode = modeOf(instruction.code());
        known((mode == ABS || mode == IND) && sizeOf(instruction.code()) != DW);
        if (mode == IND) {
            reads(instruction.src());
        }
        require(instruction.dst() == 0 && instruction.offset() == 0 && (mode == IND || instruction.src() == 0),
                "BPF_LD_[ABS|IND] uses reserved fields", instruction.encode());
    }

    private void checkLdx() throws InvalidInstructionException {
        final int mode = modeOf(instruction.code());
        known(mode == MEM || mode == MEMSX && sizeOf(instruction.code()) != DW);
        writes(instruction.dst());
        reads(instruction.src());
        require(instruction.imm() == 0, "BPF_LDX uses reserved fields", instruction.imm());
    }

    private void checkSt() throws InvalidInstructionException {
        known(modeOf(instruction.code()) == MEM);
        reads(instruction.dst());
        require(instruction.src() == 0, "BPF_ST uses reserved fields", instruction.src());
    }

    private void checkStx() throws InvalidInstructionException {
        final int mode = modeOf(instruction.code());
        known(mode == MEM || mode == ATOMIC);
        reads(instruction.dst());
        reads(instruction.src());
        if (mode == MEM) {
            require(instruction.imm() == 0, "BPF_STX uses reserved fields", instruction.imm());
        } else {
            checkAtomic();
        }
    }

    private void checkAtomic() throws InvalidInstructionException {
        final int size = sizeOf(instruction.code());
        switch (instruction.imm()) {
            case LOAD_ACQ -> writes(instruction.dst());
            case STORE_REL -> { }
            case ADD, OR, AND, XOR, CMPXCHG -> requireAtomicSize(size);
            case ADD | FETCH, OR | FETCH, AND | FETCH, XOR | FETCH, XCHG -> {
                requireAtomicSize(size);
                writes(instruction.src());
            }
            default -> throw new InvalidInstructionException(slot,
                    "BPF_ATOMIC uses invalid atomic opcode %02x".formatted(instruction.imm()), instruction.imm());
        }
    }

    private void requireAtomicSize(final int size) throws InvalidInstructionException {
        require(size == W || size == DW, "invalid atomic operand size", instruction.code());
    }

    private void checkAlu() throws InvalidInstructionException {
        writes(instruction.dst());
        final boolean fromRegister = isRegisterSource(instruction.code());
        final int offset = instruction.offset();
        switch (opOf(instruction.code())) {
            case ADD, SUB, MUL, OR, AND, LSH, RSH, XOR, ARSH -> {
                checkSource("BPF_ALU uses reserved fields");
                require(offset == 0, "BPF_ALU uses reserved fields", offset);
            }
            case DIV, MOD -> {
                checkSource("BPF_ALU uses reserved fields");
                require(offset == 0 || offset == SIGNED, "BPF_ALU uses reserved fields", offset);
            }
            case NEG -> require(!fromRegister && instruction.src() == 0 && offset == 0 && instruction.imm() == 0,
                    "BPF_NEG uses reserved fields", instruction.encode());
            case MOV -> checkMov(fromRegister);
            case END -> checkEnd(fromRegister);
            default -> known(false);
        }
    }

    private void checkMov(final boolean fromRegister) throws InvalidInstructionException {
        final int offset = instruction.offset();
        if (instruction.isAddressSpaceCast()) {
            reads(instruction.src());
            require(instruction.imm() == CAST_TO_KERNEL || instruction.imm() == CAST_TO_USER,
                    "addr_space_cast insn can only convert between address space 1 and 0: imm is 0x%x%s".formatted(
                            instruction.imm(), instruction.imm() == 0 ? ", which kernels refuse from 6.16 on" : ""),
                    instruction.imm());
            return;
        }
        checkSource("BPF_MOV uses reserved fields");
        final boolean widens = fromRegister
                && (offset == 8 || offset == 16 || offset == 32 && instruction.opcodeClass() == ALU64);
        require(offset == 0 || widens, "BPF_MOV uses reserved fields", offset);
    }

    private void checkEnd(final boolean toBigEndian) throws InvalidInstructionException {
        final int width = instruction.imm();
        require(instruction.src() == 0 && instruction.offset() == 0
                        && (width == 16 || width == 32 || width == 64)
                        && !(instruction.opcodeClass() == ALU64 && toBigEndian),
                "BPF_END uses reserved fields", instruction.encode());
    }

    private void checkJmp() throws InvalidInstructionException {
        final boolean narrow = instruction.opcodeClass() == JMP32;
        switch (opOf(instruction.code())) {
            case JA -> {
                known(!isRegisterSource(instruction.code()));
                require(instruction.dst() == 0 && instruction.src() == 0
                        && (narrow ? instruction.offset() : instruction.imm()) == 0,
                        "BPF_JA uses reserved fields", instruction.encode());
            }
            case JCOND -> {
                known(!narrow && !isRegisterSource(instruction.code()));
                require(instruction.dst() == 0 && instruction.src() == 0 && instruction.imm() == 0,
                        "invalid may_goto imm %d".formatted(instruction.imm()), instruction.encode());
            }
            case CALL -> {
                known(!narrow);
                checkCall();
            }
            case EXIT -> {
                known(!narrow && !isRegisterSource(instruction.code()));
                require(instruction.dst() == 0 && instruction.src() == 0 && instruction.offset() == 0
                        && instruction.imm() == 0, "BPF_EXIT uses reserved fields", instruction.encode());
            }
            case 0xF0 -> known(false);
            default -> {
                reads(instruction.dst());
                checkSource("BPF_JMP/JMP32 uses reserved fields");
            }
        }
    }

    private void checkCall() throws InvalidInstructionException {
        if (isRegisterSource(instruction.code())) {
            reads(instruction.dst());
            require(instruction.src() == 0 && instruction.offset() == 0 && instruction.imm() == 0,
                    "BPF_CALL uses reserved fields", instruction.encode());
        } else {
            require(instruction.dst() == 0 && instruction.src() <= PSEUDO_KFUNC_CALL && instruction.offset() == 0,
                    "BPF_CALL uses reserved fields", instruction.encode());
        }
    }

    /** The second operand: a register and no immediate, or an immediate and no register. */
    private void checkSource(final String complaint) throws InvalidInstructionException {
        if (isRegisterSource(instruction.code())) {
            reads(instruction.src());
            require(instruction.imm() == 0, complaint, instruction.imm());
        } else {
            require(instruction.src() == 0, complaint, instruction.src());
        }
    }

    private void reads(final int register) throws InvalidInstructionException {
        if (register > FRAME_POINTER) {
            throw new InvalidInstructionException(slot, "R%d is invalid".formatted(register), register);
        }
    }

    private void writes(final int register) throws InvalidInstructionException {
        reads(register);
        require(register != FRAME_POINTER, "frame pointer is read only", register);
    }

    private void known(final boolean exists) throws InvalidInstructionException {
        if (!exists) {
            throw new InvalidInstructionException(
                    slot, "unknown opcode %02x".formatted(instruction.code()), instruction.code());
        }
    }

    private void require(final boolean holds, final String complaint, final long value)
            throws InvalidInstructionException {
        if (!holds) {
            throw new InvalidInstructionException(slot, complaint, value);
        }
    }
}
