package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.elf.ElfObject;
import io.bpfarena.runtime.elf.ElfRelocation;
import io.bpfarena.runtime.elf.ElfSection;
import io.bpfarena.runtime.elf.ElfSymbol;
import io.bpfarena.runtime.elf.ObjectFormatException;
import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.isa.Opcode;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells what the relocations of code refer to (libbpf.c, bpf_program__record_reloc). */
final class RelocationReader {
    private final ElfObject elf;
    private final Map<Long, MapDefinition> maps = new HashMap<>();
    private final Map<Integer, DataSection> data;
    private final ExternReader externs;

    RelocationReader(
            final ElfObject elf, final List<MapDefinition> maps, final Map<Integer, DataSection> data,
            final ExternReader externs) {
        this.elf = elf;
        maps.stream().filter(map -> !map.isInternal()).forEach(map -> this.maps.put(map.offset(), map));
        this.data = data;
        this.externs = externs;
    }

    /** What the instructions of a section refer to, by slot. */
    Map<Integer, Relocation> read(final ElfSection section) throws ObjectFormatException {
        final Map<Integer, Relocation> relocations = new HashMap<>();
        final ByteBuffer code = section.data();
        for (final ElfRelocation relocation : elf.relocations(section)) {
            if (relocation.offset() % Instruction.SIZE != 0
                    || relocation.offset() > code.limit() - Instruction.SIZE) {
                throw wrong(section, relocation, "relocation is not at an instruction");
            }
            final Instruction instruction = Instruction.decode(code.getLong((int) relocation.offset()));
            final ElfSymbol symbol = elf.symbols().get(relocation.symbol());
            final int slot = (int) relocation.offset() / Instruction.SIZE;
            if (relocations.put(slot, read(section, relocation, instruction, symbol)) != null) {
                throw wrong(section, relocation, "a second relocation of the same instruction");
            }
        }
        return relocations;
    }

    private Relocation read(
            final ElfSection section, final ElfRelocation relocation, final Instruction instruction,
            final ElfSymbol symbol) throws ObjectFormatException {
        final boolean call = instruction.code() == (Opcode.JMP | Opcode.CALL);
        if (relocation.type() != (call ? ElfRelocation.R_BPF_64_32 : ElfRelocation.R_BPF_64_64)
                || !call && !instruction.isWide()) {
            throw wrong(section, relocation, "invalid relo of type %d against '%s' for code 0x%x"
                    .formatted(relocation.type(), nameOf(symbol), instruction.code()));
        }
        if (relocation.addend() != 0) {
            throw wrong(section, relocation, "relo against '%s' with an explicit addend %d"
                    .formatted(nameOf(symbol), relocation.addend()));
        }
        if (!call && relocation.offset() + 2 * Instruction.SIZE > section.size()) {
            throw wrong(section, relocation, "ld_imm64 crosses the end of the section");
        }
        if (symbol.isUndefined()) {
            if (symbol.name().isEmpty()) {
                throw wrong(section, relocation, "relo against an undefined symbol without a name");
            }
            return new Relocation.ExternReference(externs.of(symbol));
        }
        final Optional<ElfSection> target = elf.section(symbol.section());
        if (target.isEmpty()) {
            throw wrong(section, relocation,
                    "invalid relo against '%s' in special section 0x%x; forgot to initialize global var?.."
                            .formatted(nameOf(symbol), symbol.section()));
        }
        return call
                ? call(section, relocation, instruction, symbol, target.get())
                : load(section, relocation, instruction, symbol, target.get());
    }

    private Relocation call(
            final ElfSection section, final ElfRelocation relocation, final Instruction instruction,
            final ElfSymbol symbol, final ElfSection target) throws ObjectFormatException {
        if (instruction.src() != Opcode.PSEUDO_CALL) {
            throw wrong(section, relocation, "incorrect bpf_call opcode: src=%d".formatted(instruction.src()));
        }
        if (!target.isExecutable()) {
            throw wrong(section, relocation, "bad call relo against '%s' in section '%s'"
                    .formatted(nameOf(symbol), target.name()));
        }
        if (symbol.value() % Instruction.SIZE != 0) {
            throw wrong(section, relocation, "bad call relo against '%s' at offset %d"
                    .formatted(nameOf(symbol), symbol.value()));
        }
        return new Relocation.FunctionReference(target.index(), symbol.value());
    }

    private Relocation load(
            final ElfSection section, final ElfRelocation relocation, final Instruction instruction,
            final ElfSymbol symbol, final ElfSection target) throws ObjectFormatException {
        if (target.isExecutable()) {
            if (symbol.value() % Instruction.SIZE != 0 || instruction.imm() % Instruction.SIZE != 0) {
                throw wrong(section, relocation, "bad subprog addr relo against '%s' at offset %d+%d"
                        .formatted(nameOf(symbol), symbol.value(), instruction.imm()));
            }
            return new Relocation.FunctionReference(target.index(), symbol.value());
        }
        if (target.name().equals(MapDefinitionReader.SECTION)) {
            return Optional.ofNullable(maps.get(symbol.value()))
                    .map(Relocation.MapReference::new)
                    .orElseThrow(() -> wrong(section, relocation, "map relo failed to find map for section '%s', off %d"
                            .formatted(target.name(), symbol.value())));
        }
        final DataSection variables = data.get(target.index());
        if (variables == null) {
            throw wrong(section, relocation, "bad data relo against section '%s'".formatted(target.name()));
        }
        return new Relocation.DataReference(variables, symbol.value());
    }

    private String nameOf(final ElfSymbol symbol) {
        return symbol.name().isEmpty()
                ? elf.section(symbol.section()).map(ElfSection::name).orElse("?")
                : symbol.name();
    }

    private static ObjectFormatException wrong(
            final ElfSection section, final ElfRelocation relocation, final String message) {
        return new ObjectFormatException(section.name(), relocation.offset(), message);
    }
}
