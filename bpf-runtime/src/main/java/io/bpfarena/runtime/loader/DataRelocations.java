package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.elf.ElfObject;
import io.bpfarena.runtime.elf.ElfRelocation;
import io.bpfarena.runtime.elf.ElfSection;
import io.bpfarena.runtime.elf.ElfSymbol;
import io.bpfarena.runtime.elf.ObjectFormatException;

/**
 * Relocations of data: a variable that was initialised with the address of another. libbpf passes over them, and so
 * the variable holds the bare addend, since a program could not use the address anyway; this loader does the same and
 * says so. What could not have come from a compiler is refused.
 */
final class DataRelocations {
    private DataRelocations() {
    }

    static void check(final ElfObject elf, final ElfSection section, final Warnings warnings)
            throws ObjectFormatException {
        for (final ElfRelocation relocation : elf.relocations(section)) {
            final int size = switch (relocation.type()) {
                case ElfRelocation.R_BPF_64_ABS64 -> Long.BYTES;
                case ElfRelocation.R_BPF_64_ABS32, ElfRelocation.R_BPF_64_NODYLD32 -> Integer.BYTES;
                default -> throw new ObjectFormatException(section.name(), relocation.offset(),
                        "relocation of type %d has no meaning in data".formatted(relocation.type()));
            };
            if (relocation.offset() > section.size() - size) {
                throw new ObjectFormatException(section.name(), relocation.offset(),
                        "relocation of %d bytes crosses the end of the section: size=%d"
                                .formatted(size, section.size()));
            }
            final ElfSymbol symbol = elf.symbols().get(relocation.symbol());
            warnings.add("%s+0x%x was initialised with the address of '%s', which no loader fills in",
                    section.name(), relocation.offset(), symbol.name().isEmpty()
                            ? elf.section(symbol.section()).map(ElfSection::name).orElse("?") : symbol.name());
        }
    }
}
