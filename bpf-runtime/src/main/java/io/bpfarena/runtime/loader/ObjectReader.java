package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.btf.BtfType;
import io.bpfarena.runtime.elf.ElfObject;
import io.bpfarena.runtime.elf.ElfSection;
import io.bpfarena.runtime.elf.ObjectFormatException;
import io.bpfarena.runtime.map.MapAttributes;
import io.bpfarena.runtime.map.MapFlags;
import io.bpfarena.runtime.map.MapType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Goes through the sections of an object (libbpf.c, bpf_object__elf_collect and what follows it in open). */
final class ObjectReader {
    private static final int INDEX_SIZE = 4;
    /** Maps of one object. Each is up to five mappings of the process, which may have 65,530 (vm.max_map_count). */
    private static final int MAX_MAPS = 1024;
    /** Programs of one object. Each takes some 4 KiB of the heap to link and prepare, however short it is. */
    private static final int MAX_PROGRAMS = 4096;

    private final String name;
    private final ElfObject elf;
    private final DebugSections debug;
    private final VariableReader variableReader;
    private final Warnings warnings = new Warnings();
    private final List<MapDefinition> maps = new ArrayList<>();
    private final Map<Integer, DataSection> data = new LinkedHashMap<>();
    private final List<Variable> variables = new ArrayList<>();

    ObjectReader(final String name, final ElfObject elf) throws ObjectFormatException {
        this.name = name;
        this.elf = elf;
        this.debug = DebugSections.read(elf);
        this.variableReader = new VariableReader(elf, debug.btf());
    }

    ObjectContents read() throws ObjectFormatException {
        maps.addAll(MapDefinitionReader.read(elf, debug.btf(), warnings));
        readData();
        final KernelSettings settings = KernelSettings.read(elf, debug.btf());
        if (!settings.isEmpty()) {
            maps.add(mapOf(settings));
        }
        if (maps.size() > MAX_MAPS) {
            throw new ObjectFormatException(MapDefinitionReader.SECTION,
                    "an object can have at most %d maps, those of its globals included: %d"
                            .formatted(MAX_MAPS, maps.size()));
        }
        checkArena();
        final Map<Integer, CodeSection> code = readCode();
        final List<Function> functions = FunctionReader.read(elf);
        final List<Function> entries = functions.stream().filter(function -> !function.isSubprogram()).toList();
        if (entries.size() > MAX_PROGRAMS) {
            throw new ObjectFormatException(entries.get(MAX_PROGRAMS).section().name(),
                    "an object can have at most %d programs: %d".formatted(MAX_PROGRAMS, entries.size()));
        }
        final Map<String, SectionName> sections = new HashMap<>();
        final List<ProgramDefinition> programs = entries.stream()
                .map(function -> new ProgramDefinition(
                        function, sections.computeIfAbsent(function.section().name(), SectionName::of)))
                .toList();
        final Set<String> names = new HashSet<>();
        for (final ProgramDefinition program : programs) {
            if (!names.add(program.name())) {
                throw new ObjectFormatException(program.section(), "a second program '%s'".formatted(program.name()));
            }
        }
        return new ObjectContents(ObjectContents.license(elf), List.copyOf(maps),
                MapSlotReader.read(elf, maps, programs), Map.copyOf(data), code, functions, programs,
                variables.stream().map(VariableDefinition::new).toList(), settings, debug, warnings.lines());
    }

    private void readData() throws ObjectFormatException {
        final Set<String> names = new HashSet<>();
        for (final ElfSection section : elf.sections()) {
            final DataSection found = DataSection.of(section);
            if (found == null) {
                if (section.name().equals(MapDefinitionReader.SECTION)) {
                    DataRelocations.check(elf, section, new Warnings());
                }
                continue;
            }
            if (!names.add(section.name())) {
                throw new ObjectFormatException(section.name(), "a second section of that name");
            }
            DataRelocations.check(elf, section, warnings);
            data.put(section.index(), found);
            variables.addAll(variableReader.read(found));
            if (found.kind() != DataSection.Kind.ARENA) {
                maps.add(mapOf(found));
            }
        }
    }

    private MapDefinition mapOf(final DataSection found) {
        final int flags = (found.kind() == DataSection.Kind.READ_ONLY ? MapFlags.RDONLY_PROG : 0)
                | (variableReader.hasGlobals(found) ? MapFlags.MMAPABLE : 0);
        return new MapDefinition(found.mapName(name), found.name(), 0, new MapAttributes(
                MapType.ARRAY.number(), INDEX_SIZE, (int) found.section().size(), 1, flags, 0, 0)
                .withFields(variableReader.specialFields(found)), null)
                .withTypes(new MapTypes(0, sectionType(found.name())));
    }

    private MapDefinition mapOf(final KernelSettings settings) {
        return new MapDefinition(DataSection.mapName(name, KernelSettings.SECTION), KernelSettings.SECTION, 0,
                new MapAttributes(MapType.ARRAY.number(), INDEX_SIZE, settings.size(), 1,
                        MapFlags.RDONLY_PROG | MapFlags.MMAPABLE, 0, 0), null)
                .withTypes(new MapTypes(0, sectionType(KernelSettings.SECTION)));
    }

    private int sectionType(final String section) {
        return debug.btf().map(btf -> btf.find(section, BtfType.DataSection.class).orElse(0)).orElse(0);
    }

    private void checkArena() throws ObjectFormatException {
        final List<MapDefinition> arenas = maps.stream()
                .filter(map -> map.type() == MapType.ARENA.number()).toList();
        if (arenas.size() > 1) {
            throw new ObjectFormatException(MapDefinitionReader.SECTION, arenas.get(1).offset(),
                    "map '%s': only single ARENA map is supported (map '%s' is also ARENA)"
                            .formatted(arenas.get(1).name(), arenas.get(0).name()));
        }
        if (arenas.isEmpty() && data.values().stream().anyMatch(found -> found.kind() == DataSection.Kind.ARENA)) {
            throw new ObjectFormatException(DataSection.ARENA,
                    "to use global __arena variables the ARENA map should be explicitly declared in SEC(\".maps\")");
        }
    }

    private Map<Integer, CodeSection> readCode() throws ObjectFormatException {
        final RelocationReader relocations =
                new RelocationReader(elf, maps, data, new ExternReader(debug.btf()));
        final Map<Integer, CodeSection> code = new HashMap<>();
        for (final ElfSection section : elf.sections()) {
            if (section.isExecutable() && section.type() == ElfSection.SHT_PROGBITS) {
                code.put(section.index(), new CodeSection(section, relocations.read(section)));
            }
        }
        return Map.copyOf(code);
    }
}
