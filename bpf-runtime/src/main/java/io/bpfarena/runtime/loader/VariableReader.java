package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.btf.BtfType;
import io.bpfarena.runtime.elf.ElfObject;
import io.bpfarena.runtime.elf.ElfSymbol;
import io.bpfarena.runtime.elf.ObjectFormatException;
import io.bpfarena.runtime.map.SpecialFields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the global variables of sections: by BTF, or by symbols where there is none. */
final class VariableReader {
    private final Optional<Btf> types;
    private final Map<String, BtfType.DataSection> described = new HashMap<>();
    private final Map<Integer, List<ElfSymbol>> symbols = new HashMap<>();

    VariableReader(final ElfObject elf, final Optional<Btf> types) {
        this.types = types;
        types.ifPresent(btf -> {
            for (int i = 1; i < btf.size(); i++) {
                if (btf.type(i) instanceof BtfType.DataSection section) {
                    described.putIfAbsent(section.name(), section);
                }
            }
        });
        for (final ElfSymbol symbol : elf.symbols()) {
            if (symbol.type() == ElfSymbol.STT_OBJECT) {
                symbols.computeIfAbsent(symbol.section(), index -> new ArrayList<>()).add(symbol);
            }
        }
    }

    /** The variables of a section, by their place. */
    List<Variable> read(final DataSection data) throws ObjectFormatException {
        final List<Variable> variables = new ArrayList<>();
        final BtfType.DataSection section = described.get(data.name());
        if (section != null) {
            for (final BtfType.SectionVariable place : section.variables()) {
                if (types.orElseThrow().type(place.type()) instanceof BtfType.Variable variable) {
                    check(data, variable.name(), place.offset(), place.size());
                    variables.add(new Variable(variable.name(), data.name(), place.offset(), place.size(), types,
                            variable.type()));
                }
            }
        } else {
            for (final ElfSymbol symbol : symbols.getOrDefault(data.section().index(), List.of())) {
                check(data, symbol.name(), symbol.value(), symbol.size());
                variables.add(new Variable(symbol.name(), data.name(), (int) symbol.value(), (int) symbol.size(),
                        Optional.empty(), 0));
            }
        }
        variables.sort(Comparator.comparingInt(Variable::offset));
        return variables;
    }

    /** Whether a variable can be seen from outside, for which libbpf makes the map one that can be mapped. */
    boolean hasGlobals(final DataSection data) {
        final BtfType.DataSection section = described.get(data.name());
        return section != null && section.variables().stream()
                .anyMatch(place -> types.orElseThrow().type(place.type()) instanceof BtfType.Variable variable
                        && variable.linkage() != BtfType.Linkage.STATIC);
    }

    /** Locks, timers and the like among the variables. */
    SpecialFields specialFields(final DataSection data) {
        final BtfType.DataSection section = described.get(data.name());
        return section == null ? SpecialFields.NONE
                : SpecialFieldReader.ofSection(types.orElseThrow(), section, data.section().size());
    }

    private static void check(final DataSection data, final String name, final long offset, final long size)
            throws ObjectFormatException {
        if (offset < 0 || size < 0 || offset > data.section().size() || size > data.section().size() - offset) {
            throw new ObjectFormatException(data.name(), offset,
                    "variable '%s' of %d bytes is not within the section: size=%d"
                            .formatted(name, size, data.section().size()));
        }
    }
}
