package io.bpfarena.runtime.loader;

/** What an instruction refers to, in the loader's terms ({@code struct reloc_desc} of libbpf). */
sealed interface Relocation {
    /**
     * {@code ld_imm64} of a map.
     *
     * @param map its definition.
     */
    record MapReference(MapDefinition map) implements Relocation {
    }

    /**
     * {@code ld_imm64} of a global variable.
     *
     * @param data   its section.
     * @param offset of the symbol, bytes; the rest is in the instruction.
     */
    record DataReference(DataSection data, long offset) implements Relocation {
    }

    /**
     * Call or {@code ld_imm64} of a function of the object.
     *
     * @param section number of the ELF section.
     * @param offset  of the symbol, bytes; the rest is in the instruction.
     */
    record FunctionReference(int section, long offset) implements Relocation {
    }

    /**
     * Call or {@code ld_imm64} of something that is not in the object.
     *
     * @param extern what.
     */
    record ExternReference(Extern extern) implements Relocation {
    }
}
