package io.bpfarena.runtime.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.fornwall.jelf.ElfFile;
import net.fornwall.jelf.ElfRelocationAddendSection;
import net.fornwall.jelf.ElfRelocationSection;
import net.fornwall.jelf.ElfSymbolTableSection;

/**
 * Reads an object in two passes: the headers are checked against the file by code of our own, then jelf decodes the
 * symbols and relocations of a file of which it is known that all its tables lie within it.
 */
final class ElfReader {
    private static final int VISIBILITY_BITS = 3;

    private final ByteBuffer file;
    private final List<SectionHeader> headers = new ArrayList<>();
    private final List<ElfSection> sections = new ArrayList<>();
    private final List<ElfSymbol> symbols = new ArrayList<>();
    private final Map<Integer, List<ElfRelocation>> relocations = new HashMap<>();
    private int symbolTable;

    private ElfReader(final ByteBuffer file) {
        this.file = file;
    }

    static ElfObject read(final byte[] bytes) throws ObjectFormatException {
        final byte[] copy = bytes.clone();
        try {
            return new ElfReader(ByteBuffer.wrap(copy).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN)).readAll(copy);
        } catch (final RuntimeException e) {
            // jelf throws what comes up: ElfException, but also what the Java library throws inside it.
            throw new ObjectFormatException("ELF file", "cannot be decoded: " + e.getMessage(), e);
        }
    }

    private ElfObject readAll(final byte[] bytes) throws ObjectFormatException {
        final ElfHeader header = ElfHeader.read(file);
        readSections(header);
        final ElfFile decoded = ElfFile.from(bytes);
        if (symbolTable != 0) {
            readSymbols((ElfSymbolTableSection) decoded.getSection(symbolTable));
        }
        int count = 0;
        for (int i = 1; i < headers.size(); i++) {
            if (headers.get(i).isRelocation() && !isForDebuggers(sections.get(headers.get(i).info()))) {
                count += headers.get(i).entries();
                if (count > ElfLimits.RELOCATIONS) {
                    throw new ObjectFormatException(sections.get(i).name(),
                            "more than %d relocations in the object".formatted(ElfLimits.RELOCATIONS));
                }
                readRelocations(sections.get(i), decoded);
            }
        }
        relocations.replaceAll((target, list) ->
                list.stream().sorted(Comparator.comparingLong(ElfRelocation::offset)).toList());
        return new ElfObject(sections, symbols, relocations);
    }

    /** DWARF has more relocations than all the rest, and nobody here reads it. */
    private static boolean isForDebuggers(final ElfSection section) {
        return section.name().startsWith(".debug");
    }

    private void readSections(final ElfHeader header) throws ObjectFormatException {
        for (int i = 0; i < header.sectionCount(); i++) {
            final SectionHeader section =
                    SectionHeader.read(file, header.sectionHeaders() + i * SectionHeader.SIZE);
            if (i > 0) {
                section.check("section header %d".formatted(i), header.sectionCount(), file.limit());
            }
            headers.add(section);
        }
        final Names names = names(header.nameSection(), "section names");
        for (int i = 0; i < headers.size(); i++) {
            final SectionHeader section = headers.get(i);
            final String name = i == 0 ? "" : names.at(section.name());
            sections.add(new ElfSection(i, name, section.type(), section.flags(), section.link(), section.info(),
                    section.size(), data(section)));
            if (section.type() == ElfSection.SHT_SYMTAB) {
                if (symbolTable != 0) {
                    throw new ObjectFormatException(name, "a second symbol table, section %d; the first is section %d"
                            .formatted(i, symbolTable));
                }
                symbolTable = i;
            }
        }
    }

    private ByteBuffer data(final SectionHeader section) {
        return section.hasData()
                ? file.slice((int) section.offset(), (int) section.size())
                : ByteBuffer.allocate(0).asReadOnlyBuffer();
    }

    private Names names(final int index, final String what) throws ObjectFormatException {
        final SectionHeader header = headers.get(index);
        if (header.type() != ElfSection.SHT_STRTAB) {
            throw new ObjectFormatException(what, "section %d is not a string table: type=%d"
                    .formatted(index, header.type()));
        }
        return new Names(what, data(header));
    }

    private void readSymbols(final ElfSymbolTableSection table) throws ObjectFormatException {
        final ElfSection section = sections.get(symbolTable);
        if (headers.get(symbolTable).entries() > ElfLimits.SYMBOLS) {
            throw new ObjectFormatException(section.name(), "more than %d symbols".formatted(ElfLimits.SYMBOLS));
        }
        final Names names = names(section.link(), section.name());
        for (int i = 0; i < table.symbols.length; i++) {
            final net.fornwall.jelf.ElfSymbol symbol = table.symbols[i];
            final int sectionIndex = Short.toUnsignedInt(symbol.st_shndx);
            if (sectionIndex >= sections.size() && sectionIndex < ElfSymbol.SHN_LORESERVE) {
                throw new ObjectFormatException(section.name(), (long) i * 24,
                        "symbol %d in section %d, but there are %d".formatted(i, sectionIndex, sections.size()));
            }
            symbols.add(new ElfSymbol(i, names.at(symbol.st_name), symbol.st_value, symbol.st_size,
                    symbol.getBinding(), symbol.getType(), sectionIndex, symbol.st_other & VISIBILITY_BITS));
        }
    }

    private void readRelocations(final ElfSection section, final ElfFile decoded) throws ObjectFormatException {
        if (section.link() != symbolTable || symbolTable == 0) {
            throw new ObjectFormatException(section.name(),
                    "refers to section %d, which is not the symbol table".formatted(section.link()));
        }
        final ElfSection target = sections.get(section.info());
        final List<ElfRelocation> list = relocations.computeIfAbsent(target.index(), index -> new ArrayList<>());
        switch (decoded.getSection(section.index())) {
            case ElfRelocationSection rel -> {
                for (int i = 0; i < rel.relocations.length; i++) {
                    list.add(relocation(section, i, target, rel.relocations[i].r_offset, rel.relocations[i].r_info, 0));
                }
            }
            case ElfRelocationAddendSection rela -> {
                for (int i = 0; i < rela.relocations.length; i++) {
                    list.add(relocation(section, i, target, rela.relocations[i].r_offset, rela.relocations[i].r_info,
                            rela.relocations[i].r_addend));
                }
            }
            default -> throw new ObjectFormatException(section.name(), "is not a relocation section");
        }
    }

    private ElfRelocation relocation(
            final ElfSection section, final int number, final ElfSection target, final long offset, final long info,
            final long addend) throws ObjectFormatException {
        final int symbol = (int) (info >>> 32);
        if (symbol < 0 || symbol >= symbols.size()) {
            throw new ObjectFormatException(section.name(), (long) number * 16,
                    "symbol %s, but there are %d".formatted(Integer.toUnsignedString(symbol), symbols.size()));
        }
        if (offset < 0 || offset >= target.size()) {
            throw new ObjectFormatException(section.name(), (long) number * 16,
                    "offset %s is not within section %s: size=%d"
                            .formatted(Long.toUnsignedString(offset), target.name(), target.size()));
        }
        return new ElfRelocation(offset, (int) info, symbol, addend);
    }
}
