package io.bpfarena.runtime.isa;

import java.util.BitSet;
import java.util.List;

/**
 * Whether bytecode is well formed: what holds of every program whatever its registers hold. Each slot is an instruction
 * of the set with its reserved fields zero ({@link FieldRules}), jumps stay within their subprogram and do not land in
 * the middle of {@code ld_imm64}, calls go to subprograms, and nothing runs past a subprogram's end. It is what the
 * kernel checks before it follows paths (kernel/bpf/verifier.c: check_subprogs, resolve_pseudo_ldimm64), and messages
 * are in its words. After it an engine may use registers and targets unchecked.
 */
public final class BytecodeValidator {
    /** Most slots that a program may have: the kernel's BPF_COMPLEXITY_LIMIT_INSNS. */
    public static final int MAX_INSTRUCTIONS = 1_000_000;

    private final List<Instruction> instructions;
    private final BitSet starts = new BitSet();
    private final BitSet secondSlots = new BitSet();

    private BytecodeValidator(final List<Instruction> instructions) {
        this.instructions = instructions;
    }

    /**
     * Checks a program.
     *
     * @param instructions     slots.
     * @param subprogramStarts slots at which subprograms start; the first must be 0.
     * @throws InvalidInstructionException for the first slot found at fault.
     */
    public static void validate(final List<Instruction> instructions, final List<Integer> subprogramStarts)
            throws InvalidInstructionException {
        final BytecodeValidator validator = new BytecodeValidator(instructions);
        validator.checkLength();
        validator.checkFields();
        validator.checkStarts(subprogramStarts);
        validator.checkFlow();
    }

    private void checkLength() throws InvalidInstructionException {
        final int length = instructions.size();
        if (length == 0 || length > MAX_INSTRUCTIONS) {
            throw new InvalidInstructionException(
                    0, "program must have 1 to %d instructions: %d".formatted(MAX_INSTRUCTIONS, length), length);
        }
    }

    private void checkFields() throws InvalidInstructionException {
        for (int slot = 0; slot < instructions.size(); slot++) {
            final Instruction instruction = instructions.get(slot);
            FieldRules.check(slot, instruction);
            if (instruction.isWide()) {
                checkSecondSlot(slot);
                slot++;
                secondSlots.set(slot);
            }
        }
    }

    private void checkSecondSlot(final int slot) throws InvalidInstructionException {
        if (slot + 1 == instructions.size()) {
            throw new InvalidInstructionException(slot, "invalid bpf_ld_imm64 insn: its second slot is missing", slot);
        }
        final Instruction second = instructions.get(slot + 1);
        if (second.code() != 0 || second.dst() != 0 || second.src() != 0 || second.offset() != 0) {
            throw new InvalidInstructionException(
                    slot, "invalid bpf_ld_imm64 insn: its second slot has more than an immediate", second.encode());
        }
    }

    private void checkStarts(final List<Integer> subprogramStarts) throws InvalidInstructionException {
        if (subprogramStarts.isEmpty() || subprogramStarts.getFirst() != 0) {
            throw new InvalidInstructionException(0, "the first subprogram must start at instruction 0", 0);
        }
        for (final int start : subprogramStarts) {
            if (start < 0 || start >= instructions.size() || secondSlots.get(start) || starts.get(start)) {
                throw new InvalidInstructionException(start, "no subprogram can start here", start);
            }
            starts.set(start);
        }
    }

    private void checkFlow() throws InvalidInstructionException {
        for (int start = 0; start < instructions.size();) {
            final int next = starts.nextSetBit(start + 1);
            final int end = next < 0 ? instructions.size() : next;
            checkSubprogram(start, end);
            start = end;
        }
    }

    private void checkSubprogram(final int start, final int end) throws InvalidInstructionException {
        for (int slot = start; slot < end; slot++) {
            final Instruction instruction = instructions.get(slot);
            if (instruction.isJump()) {
                checkJump(slot, start, end, instruction.jumpOffset());
            } else if (instruction.isSubprogramCall()
                    || instruction.isWide() && instruction.src() == Opcode.PSEUDO_FUNC) {
                checkCall(slot, instruction.imm());
            }
        }
        final int last = secondSlots.get(end - 1) ? end - 2 : end - 1;
        if (!instructions.get(last).endsFlow()) {
            throw new InvalidInstructionException(
                    last, "last insn is not an exit or jmp", instructions.get(last).code());
        }
    }

    private void checkJump(final int slot, final int start, final int end, final int offset)
            throws InvalidInstructionException {
        final long target = slot + 1L + offset;
        if (target < start || target >= end) {
            throw new InvalidInstructionException(
                    slot, "jump out of range from insn %d to %d".formatted(slot, target), target);
        }
        if (secondSlots.get((int) target)) {
            throw new InvalidInstructionException(
                    slot, "jump into the middle of ldimm64 insn %d".formatted(target - 1), target);
        }
    }

    private void checkCall(final int slot, final int offset) throws InvalidInstructionException {
        final long target = slot + 1L + offset;
        if (target < 0 || target >= instructions.size() || !starts.get((int) target)) {
            throw new InvalidInstructionException(
                    slot, "call to invalid destination: no subprogram starts at insn %d".formatted(target), target);
        }
    }
}
