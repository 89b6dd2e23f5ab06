package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.btf.BtfFormatException;
import io.bpfarena.runtime.btf.BtfType;
import io.bpfarena.runtime.elf.ElfObject;
import io.bpfarena.runtime.elf.ElfSection;
import io.bpfarena.runtime.elf.ObjectFormatException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads maps that are defined by their BTF (libbpf.c, bpf_object__init_user_btf_maps): each variable in the section
 * {@code .maps} is an anonymous structure whose members' types, not values, say what the map is.
 */
final class MapDefinitionReader {
    /** Name of the ELF section. */
    static final String SECTION = ".maps";

    private final Btf btf;
    private final ElfSection section;

    private MapDefinitionReader(final Btf btf, final ElfSection section) {
        this.btf = btf;
        this.section = section;
    }

    static List<MapDefinition> read(final ElfObject elf, final Optional<Btf> types, final Warnings warnings)
            throws ObjectFormatException {
        if (elf.section("maps").isPresent()) {
            throw new ObjectFormatException("maps", "legacy map definitions in 'maps' section are not supported");
        }
        final Optional<ElfSection> section = elf.section(SECTION);
        if (section.isEmpty()) {
            return List.of();
        }
        final Btf btf = types.orElseThrow(() -> new ObjectFormatException(SECTION,
                "BTF is required to define maps, but the object has no .BTF; compile with -g"));
        try {
            return new MapDefinitionReader(btf, section.get()).read(warnings);
        } catch (final BtfFormatException e) {
            throw DebugSections.wrong(e);
        }
    }

    private List<MapDefinition> read(final Warnings warnings) throws ObjectFormatException, BtfFormatException {
        final OptionalInt type = btf.find(SECTION, BtfType.DataSection.class);
        if (type.isEmpty()) {
            throw new ObjectFormatException(SECTION, "DATASEC '%s' not found.".formatted(SECTION));
        }
        final List<BtfType.SectionVariable> places =
                new ArrayList<>(((BtfType.DataSection) btf.type(type.getAsInt())).variables());
        places.sort(Comparator.comparingInt(BtfType.SectionVariable::offset));
        final List<MapDefinition> maps = new ArrayList<>();
        final Set<String> names = new HashSet<>();
        for (final BtfType.SectionVariable place : places) {
            final MapDefinition map = read(place, warnings);
            if (!names.add(map.name())) {
                throw new ObjectFormatException(SECTION, place.offset(),
                        "map '%s' is defined twice".formatted(map.name()));
            }
            maps.add(map);
        }
        return maps;
    }

    private MapDefinition read(final BtfType.SectionVariable place, final Warnings warnings)
            throws ObjectFormatException, BtfFormatException {
        final BtfType declared = btf.type(place.type());
        final String name = declared.name();
        final int at = place.offset();
        if (name.isEmpty()) {
            throw wrong(at, "map at offset %d: empty name.".formatted(at));
        }
        if ((long) at + place.size() > section.size()) {
            throw wrong(at, "map '%s' BTF data is corrupted: size=%d, section size=%d"
                    .formatted(name, place.size(), section.size()));
        }
        if (!(declared instanceof BtfType.Variable variable)) {
            throw wrong(at, "map '%s': unexpected var kind %s.".formatted(name, kindOf(declared)));
        }
        if (variable.linkage() == BtfType.Linkage.EXTERN) {
            throw wrong(at, "map '%s': unsupported map linkage extern.".formatted(name));
        }
        final BtfType definition = btf.type(btf.resolve(variable.type()));
        if (!(definition instanceof BtfType.Struct struct) || struct.union()) {
            throw wrong(at, "map '%s': unexpected def kind %s.".formatted(name, kindOf(definition)));
        }
        if (struct.size() > place.size()) {
            throw wrong(at, "map '%s': invalid def size %d: variable has %d."
                    .formatted(name, struct.size(), place.size()));
        }
        return new MapFields(btf, name, at, warnings).read(struct, place.size());
    }

    static String kindOf(final BtfType type) {
        return switch (type) {
            case BtfType.Struct struct -> struct.union() ? "union" : "struct";
            case BtfType.Enumeration enumeration -> enumeration.wide() ? "enum64" : "enum";
            case BtfType.Qualifier qualifier -> qualifier.kind().name().toLowerCase(Locale.ROOT);
            default -> type.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        };
    }

    private static ObjectFormatException wrong(final int offset, final String message) {
        return new ObjectFormatException(SECTION, offset, message);
    }
}
