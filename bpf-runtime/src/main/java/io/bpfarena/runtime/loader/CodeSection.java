package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.elf.ElfSection;
import io.bpfarena.runtime.isa.Instruction;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * An executable section: its bytes, decoded slot by slot as they are asked for, and what its instructions refer to.
 */
final class CodeSection {
    private final ElfSection section;
    private final ByteBuffer data;
    private final Instruction[] decoded;
    private final Map<Integer, Relocation> relocations;

    CodeSection(final ElfSection section, final Map<Integer, Relocation> relocations) {
        this.section = section;
        this.data = section.data();
        this.decoded = new Instruction[data.limit() / Instruction.SIZE];
        this.relocations = relocations;
    }

    int index() {
        return section.index();
    }

    String name() {
        return section.name();
    }

    int slots() {
        return decoded.length;
    }

    /** The instruction of a slot; made once, since many programs may share a subprogram. */
    Instruction instruction(final int slot) {
        if (decoded[slot] == null) {
            decoded[slot] = Instruction.decode(data.getLong(slot * Instruction.SIZE));
        }
        return decoded[slot];
    }

    /** What the instruction of a slot refers to, or null. */
    Relocation relocation(final int slot) {
        return relocations.get(slot);
    }
}
