package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.elf.ElfObject;
import io.bpfarena.runtime.elf.ElfRelocation;
import io.bpfarena.runtime.elf.ElfSection;
import io.bpfarena.runtime.elf.ElfSymbol;
import io.bpfarena.runtime.elf.ObjectFormatException;
import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.map.MapType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads what {@code values} of map definitions are initialised with: each is a relocation of {@code .maps} (libbpf.c,
 * bpf_object__collect_map_relos).
 */
final class MapSlotReader {
    private static final int POINTER_SIZE = 8;
    private static final int INDEX_SIZE = 4;

    private final ElfObject elf;
    private final ElfSection section;
    private final Set<String> maps = new HashSet<>();
    private final NavigableMap<Integer, MapDefinition> byValues = new TreeMap<>();
    private final Map<String, ProgramDefinition> programs = new HashMap<>();

    private MapSlotReader(
            final ElfObject elf, final ElfSection section, final List<MapDefinition> maps,
            final List<ProgramDefinition> programs) {
        this.elf = elf;
        this.section = section;
        for (final MapDefinition map : maps) {
            if (!map.isInternal()) {
                this.maps.add(map.name());
                byValues.put(map.valuesOffset(), map);
            }
        }
        programs.forEach(program -> this.programs.put(program.name(), program));
    }

    static List<MapSlot> read(
            final ElfObject elf, final List<MapDefinition> maps, final List<ProgramDefinition> programs)
            throws ObjectFormatException {
        final Optional<ElfSection> section = elf.section(MapDefinitionReader.SECTION);
        final List<MapSlot> slots = new ArrayList<>();
        if (section.isPresent()) {
            final MapSlotReader reader = new MapSlotReader(elf, section.get(), maps, programs);
            for (final ElfRelocation relocation : elf.relocations(section.get())) {
                slots.add(reader.read(relocation));
            }
        }
        return List.copyOf(slots);
    }

    private MapSlot read(final ElfRelocation relocation) throws ObjectFormatException {
        final long at = relocation.offset();
        final ElfSymbol symbol = elf.symbols().get(relocation.symbol());
        final Map.Entry<Integer, MapDefinition> before = byValues.floorEntry((int) at);
        if (before == null || !before.getValue().holdsValueAt(at)) {
            throw wrong(at, "cannot find the map whose values hold '%s'".formatted(symbol.name()));
        }
        final MapDefinition map = before.getValue();
        final long offset = at - map.valuesOffset();
        if (offset % POINTER_SIZE != 0 || relocation.addend() != 0) {
            throw wrong(at, "map '%s': '%s' is not at the start of a value".formatted(map.name(), symbol.name()));
        }
        if (map.type() == MapType.PROG_ARRAY.number()) {
            checkProgram(at, symbol);
        } else {
            checkMap(at, map, symbol);
        }
        return new MapSlot(map, (int) (offset / POINTER_SIZE), symbol.name());
    }

    private void checkMap(final long at, final MapDefinition map, final ElfSymbol symbol)
            throws ObjectFormatException {
        if (symbol.section() != section.index()) {
            throw wrong(at, "'%s' isn't a BTF-defined map".formatted(symbol.name()));
        }
        if (map.type() == MapType.HASH_OF_MAPS.number() && map.keySize() != INDEX_SIZE) {
            throw wrong(at, "hash-of-maps '%s' should have key size %d: %d"
                    .formatted(map.name(), INDEX_SIZE, map.keySize()));
        }
        if (!maps.contains(symbol.name())) {
            throw wrong(at, "'%s' isn't a valid map reference".formatted(symbol.name()));
        }
    }

    private void checkProgram(final long at, final ElfSymbol symbol) throws ObjectFormatException {
        final ProgramDefinition program = programs.get(symbol.name());
        if (program == null) {
            throw wrong(at, "'%s' isn't a valid program reference".formatted(symbol.name()));
        }
        if (program.function().section().index() != symbol.section()
                || (long) program.function().start() * Instruction.SIZE != symbol.value()) {
            throw wrong(at, "'%s' isn't an entry-point program".formatted(symbol.name()));
        }
    }

    private static ObjectFormatException wrong(final long offset, final String message) {
        return new ObjectFormatException(MapDefinitionReader.SECTION, offset, message);
    }
}
