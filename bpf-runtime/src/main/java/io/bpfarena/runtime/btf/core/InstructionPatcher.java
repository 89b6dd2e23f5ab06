package io.bpfarena.runtime.btf.core;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.isa.Opcode;
import java.util.Optional;

/** Changes one instruction; the messages are those of bpf_core_patch_insn. */
final class InstructionPatcher {
    private static final String WRONG_SIZE = "accesses field incorrectly. Make sure you are accessing pointers, "
            + "unsigned integers, or fields of matching type and size.";

    private final Resolution resolution;
    private final int number;

    InstructionPatcher(final Resolution resolution, final int number) {
        this.resolution = resolution;
        this.number = number;
    }

    Patch apply(final Instruction first, final Optional<Instruction> second) throws CoreRelocationException {
        if (first.isWide() && second.isEmpty()) {
            throw wrong(Errno.EINVAL, "insn #%d (LDIMM64) has unexpected form".formatted(number));
        }
        if (resolution.failed()) {
            return poisoned(first, "");
        }
        return switch (first.opcodeClass()) {
            case Opcode.ALU, Opcode.ALU64 -> immediate(first);
            case Opcode.LDX, Opcode.ST, Opcode.STX -> offset(first);
            case Opcode.LD -> wideImmediate(first, second);
            default -> throw wrong(Errno.EINVAL,
                    "trying to relocate unrecognized insn #%d, code:0x%x, src:0x%x, dst:0x%x, off:0x%x, imm:0x%x"
                            .formatted(number, first.code(), first.src(), first.dst(), first.offset(), first.imm()));
        };
    }

    private Patch poisoned(final Instruction first, final String reason) {
        return Patch.poisoned(first, "<invalid CO-RE relocation>: failed to resolve CO-RE relocation %s%s"
                .formatted(resolution.subject().get(), reason));
    }

    private Patch immediate(final Instruction first) throws CoreRelocationException {
        if ((first.code() & Opcode.X) != Opcode.K) {
            throw wrong(Errno.EINVAL, "insn #%d (ALU/ALU64) has no immediate".formatted(number));
        }
        validate(first.imm(), Integer.toUnsignedString(first.imm()), "ALU/ALU64");
        return Patch.of(new Instruction(
                first.code(), first.dst(), first.src(), first.offset(), (int) resolution.newValue()));
    }

    private Patch offset(final Instruction first) throws CoreRelocationException {
        final long offset = resolution.newValue();
        validate(first.offset(), Integer.toUnsignedString(first.offset()), "LDX/ST/STX");
        if (offset < 0 || offset > Short.MAX_VALUE) {
            throw wrong(Errno.ERANGE, "insn #%d (LDX/ST/STX) value too big: %s"
                    .formatted(number, Long.toUnsignedString(offset)));
        }
        if (resolution.sizeMismatch()) {
            return poisoned(first, ": insn #%d (LDX/ST/STX) %s".formatted(number, WRONG_SIZE));
        }
        return Patch.of(new Instruction(resized(first), first.dst(), first.src(), (int) offset, first.imm()));
    }

    /** The opcode with the size of the field in the target. */
    private int resized(final Instruction first) throws CoreRelocationException {
        if (resolution.newSize() == resolution.oldSize()) {
            return first.code();
        }
        final int bytes = Opcode.bytesOf(first.code());
        if (bytes != resolution.oldSize()) {
            throw wrong(Errno.EINVAL, "insn #%d (LDX/ST/STX) unexpected mem size: got %d, exp %d"
                    .formatted(number, bytes, resolution.oldSize()));
        }
        final int size = switch ((int) resolution.newSize()) {
            case Byte.BYTES -> Opcode.B;
            case Short.BYTES -> Opcode.H;
            case Integer.BYTES -> Opcode.W;
            case Long.BYTES -> Opcode.DW;
            default -> throw wrong(Errno.EINVAL, "insn #%d (LDX/ST/STX) invalid new mem size: %d"
                    .formatted(number, resolution.newSize()));
        };
        return Opcode.modeOf(first.code()) | size | first.opcodeClass();
    }

    private Patch wideImmediate(final Instruction first, final Optional<Instruction> second)
            throws CoreRelocationException {
        if (!first.isWide() || first.src() != 0 || first.offset() != 0
                || !second.equals(Optional.of(new Instruction(0, 0, 0, 0, second.map(Instruction::imm).orElse(0))))) {
            throw wrong(Errno.EINVAL, "insn #%d (LDIMM64) has unexpected form".formatted(number));
        }
        final long value = first.wideImmediate(second.orElseThrow());
        validate(value, Long.toUnsignedString(value), "LDIMM64");
        return new Patch(
                new Instruction(first.code(), first.dst(), 0, 0, (int) resolution.newValue()),
                Optional.of(new Instruction(0, 0, 0, 0, (int) (resolution.newValue() >>> Integer.SIZE))),
                Optional.empty());
    }

    private void validate(final long found, final String text, final String what) throws CoreRelocationException {
        if (resolution.validate() && found != resolution.oldValue()) {
            throw wrong(Errno.EINVAL, "unexpected insn #%d (%s) value: got %s, exp %s -> %s".formatted(number, what,
                    text, Long.toUnsignedString(resolution.oldValue()), Long.toUnsignedString(resolution.newValue())));
        }
    }

    private CoreRelocationException wrong(final Errno errno, final String message) {
        return new CoreRelocationException(errno, "%s: %s".formatted(resolution.place(), message));
    }
}
