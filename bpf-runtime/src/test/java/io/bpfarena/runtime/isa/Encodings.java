package io.bpfarena.runtime.isa;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Slots to try things on: every opcode with registers, offsets and immediates at and beside their edges. */
final class Encodings {
    private static final int[] TARGETS = {0, 9, 10, 11};
    private static final int[] SOURCES = {0, 1, 2, 10, 11};
    private static final int[] WIDE_SOURCES = {0, 1, 2, 3, 4, 5, 6, 7};
    private static final int[] OFFSETS = {0, 1, -1, 8, 16, 32, 64, 32767, -32768};
    private static final int[] IMMEDIATES = {
        0, 1, -1, 2, 3, 16, 32, 64, 0x40, 0x41, 0x50, 0x51, 0xA0, 0xA1, 0xE0, 0xE1, 0xF0, 0xF1, 0x100, 0x101, 0x110,
        0x10000, Integer.MAX_VALUE, Integer.MIN_VALUE};

    private Encodings() {
    }

    /** Hands over one or two slots at a time. */
    static void forEach(final Consumer<List<Instruction>> action) {
        for (int code = 0; code <= 0xFF; code++) {
            for (final int dst : TARGETS) {
                for (final int src : code == Opcode.LD_IMM64 ? WIDE_SOURCES : SOURCES) {
                    for (final int offset : OFFSETS) {
                        for (final int imm : IMMEDIATES) {
                            final Instruction instruction = new Instruction(code, dst, src, offset, imm);
                            if (instruction.isWide()) {
                                forEachSecond(instruction, action);
                            } else {
                                action.accept(List.of(instruction));
                            }
                        }
                    }
                }
            }
        }
    }

    private static void forEachSecond(final Instruction first, final Consumer<List<Instruction>> action) {
        for (final int imm : IMMEDIATES) {
            action.accept(List.of(first, new Instruction(0, 0, 0, 0, imm)));
        }
    }

    /** An operation that exists, at random. */
    static Operation random(final Random random) {
        while (true) {
            final Instruction first = Instruction.decode(random.nextLong());
            final Instruction likely = new Instruction(first.code(), first.dst() % 11, first.src() % 11,
                    random.nextBoolean() ? 0 : first.offset(), random.nextBoolean() ? 0 : first.imm());
            final Operation operation = Operation.decode(
                    random.nextBoolean() ? first : likely, new Instruction(0, 0, 0, 0, random.nextInt()));
            if (!(operation instanceof Operation.Unknown)) {
                return operation;
            }
        }
    }

    /** A program of operations at random; where its jumps go is left to chance. */
    static List<Instruction> randomProgram(final Random random) {
        final List<Instruction> slots = new ArrayList<>();
        for (int i = 1 + random.nextInt(40); i > 0; i--) {
            slots.addAll(random(random).encode());
        }
        return slots;
    }
}
