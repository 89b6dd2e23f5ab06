package io.bpfarena.runtime.btf.core;

import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.isa.Opcode;
import java.util.Optional;

/**
 * An instruction as it is to be.
 *
 * @param first  the instruction.
 * @param second the slot after it, if that changes too.
 * @param poison why it must not be reached; empty if it may be.
 */
public record Patch(Instruction first, Optional<Instruction> second, Optional<String> poison) {
    /** Number of the helper that a poisoned instruction calls; nobody has it (BPF_CORE's 0xbad2310). */
    public static final int POISON = 0xbad2310;

    /** A call that the verifier refuses unless it is dead code (bpf_core_poison_insn). */
    private static final Instruction POISONED =
            new Instruction(Opcode.JMP | Opcode.CALL, 0, Opcode.HELPER_CALL, 0, POISON);

    static Patch of(final Instruction first) {
        return new Patch(first, Optional.empty(), Optional.empty());
    }

    /** The second slot of ld_imm64 is poisoned as well, since its code 0 means nothing by itself. */
    static Patch poisoned(final Instruction first, final String why) {
        return new Patch(POISONED, first.isWide() ? Optional.of(POISONED) : Optional.empty(), Optional.of(why));
    }
}
