package io.bpfarena.runtime.btf.core;

import io.bpfarena.runtime.isa.Instruction;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a relocation came to ({@code struct bpf_core_relo_res}).
 *
 * @param place        for messages: {@code prog 'dump': relo #0}.
 * @param subject      what it is about, as libbpf prints it: {@code <byte_off> [2] struct task.tgid (0:1 @ offset 4)}.
 * @param failed       whether the target has nothing for it, so that the instruction becomes a poisoned one.
 * @param oldValue     what the compiler put into the instruction.
 * @param newValue     what belongs there.
 * @param oldSize      bytes that a load or store of the field took; 0 if it does not matter.
 * @param newSize      bytes that it takes now.
 * @param validate     whether the instruction must have the old value.
 * @param sizeMismatch whether a load or store would read or write something else, since the field has another size and
 *                     is neither pointer nor unsigned.
 */
public record Resolution(
        String place, Supplier<String> subject, boolean failed, long oldValue, long newValue, long oldSize,
        long newSize, boolean validate, boolean sizeMismatch) {

    /** One of which only the value matters. */
    static Resolution ofValue(
            final String place, final AccessSpec subject, final long oldValue, final long newValue,
            final boolean validate) {
        return new Resolution(place, subject::toString, false, oldValue, newValue, 0, 0, validate, false);
    }

    /** One that failed. */
    static Resolution ofFailure(final String place, final AccessSpec subject) {
        return new Resolution(place, subject::toString, true, 0, 0, 0, 0, true, false);
    }

    /** Whether two candidates of the target come to the same. */
    boolean agreesWith(final Resolution other) {
        return failed == other.failed && newValue == other.newValue;
    }

    /** What libbpf says when candidates differ: {@code success 8}. */
    String decision() {
        return "%s %s".formatted(failed ? "failure" : "success", Long.toUnsignedString(newValue));
    }

    /**
     * Puts the value into an instruction (relo_core.c, bpf_core_patch_insn).
     *
     * @param number of the instruction within its function, for messages.
     * @param first  the instruction.
     * @param second the slot after it, if there is one; matters for {@code ld_imm64} only.
     * @return what is to be in their place.
     * @throws CoreRelocationException if it is not the instruction that a compiler would have written.
     */
    public Patch applyTo(final int number, final Instruction first, final Optional<Instruction> second)
            throws CoreRelocationException {
        return new InstructionPatcher(this, number).apply(first, second);
    }
}
