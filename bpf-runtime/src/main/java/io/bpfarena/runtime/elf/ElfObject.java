package io.bpfarena.runtime.elf;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An object file taken apart. Immutable. */
public final class ElfObject {
    /** Bytes that the file of an object may have. */
    public static final int MAX_LENGTH = ElfLimits.OBJECT_SIZE;

    private final List<ElfSection> sections;
    private final List<ElfSymbol> symbols;
    private final Map<Integer, List<ElfRelocation>> relocations;

    ElfObject(
            final List<ElfSection> sections, final List<ElfSymbol> symbols,
            final Map<Integer, List<ElfRelocation>> relocations) {
        this.sections = List.copyOf(sections);
        this.symbols = List.copyOf(symbols);
        this.relocations = Map.copyOf(relocations);
    }

    /**
     * Reads an object.
     *
     * @param bytes of the file; copied, so that what was checked is what is used.
     * @return its parts.
     * @throws ObjectFormatException for whatever is wrong with it.
     */
    public static ElfObject read(final byte[] bytes) throws ObjectFormatException {
        return ElfReader.read(bytes);
    }

    /** {@return all sections, by number} */
    public List<ElfSection> sections() {
        return sections;
    }

    /**
     * Finds a section by number.
     *
     * @param index its number.
     * @return the section, or empty for 0, the reserved numbers, and those past the end.
     */
    public Optional<ElfSection> section(final int index) {
        return index > 0 && index < sections.size() ? Optional.of(sections.get(index)) : Optional.empty();
    }

    /**
     * Finds a section by name.
     *
     * @param name its name.
     * @return the first of that name.
     */
    public Optional<ElfSection> section(final String name) {
        return sections.stream().filter(section -> section.name().equals(name)).findFirst();
    }

    /** {@return all symbols, by index} */
    public List<ElfSymbol> symbols() {
        return symbols;
    }

    /**
     * The relocations of a section.
     *
     * @param section to which they apply.
     * @return in order of their offset; none for those of debuggers, {@code .debug_info} and the like.
     */
    public List<ElfRelocation> relocations(final ElfSection section) {
        return relocations.getOrDefault(section.index(), List.of());
    }
}
