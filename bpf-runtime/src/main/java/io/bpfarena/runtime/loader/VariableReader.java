package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.btf.BtfType;
import io.bpfarena.runtime.elf.ElfObject;
import io.bpfarena.runtime.elf.ElfSymbol;
import io.bpfarena.runtime.elf.ObjectFormatException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Finds the global variables of a section: by BTF, or by symbols where there is none. */
final class VariableReader {
    private final ElfObject elf;
    private final Optional<Btf> types;

    VariableReader(final ElfObject elf, final Optional<Btf> types) {
        this.elf = elf;
        this.types = types;
    }

    /** The variables of a section, by their place. */
    List<Variable> read(final DataSection data) throws ObjectFormatException {
        final List<Variable> variables = new ArrayList<>();
        final Optional<BtfType.DataSection> described = describe(data);
        if (described.isPresent()) {
            for (final BtfType.SectionVariable place : described.get().variables()) {
                if (types.orElseThrow().type(place.type()) instanceof BtfType.Variable variable) {
                    variables.add(variable(data, variable.name(), types.get().describe(variable.type()),
                            place.offset(), place.size()));
                }
            }
        } else {
            for (final ElfSymbol symbol : elf.symbols()) {
                if (symbol.section() == data.section().index() && symbol.type() == ElfSymbol.STT_OBJECT) {
                    variables.add(variable(data, symbol.name(), "", symbol.value(), symbol.size()));
                }
            }
        }
        variables.sort(Comparator.comparingInt(Variable::offset));
        return variables;
    }

    /** Whether a variable can be seen from outside, for which libbpf makes the map one that can be mapped. */
    boolean hasGlobals(final DataSection data) {
        return describe(data).stream()
                .flatMap(section -> section.variables().stream())
                .anyMatch(place -> types.orElseThrow().type(place.type()) instanceof BtfType.Variable variable
                        && variable.linkage() != BtfType.Linkage.STATIC);
    }

    private Optional<BtfType.DataSection> describe(final DataSection data) {
        final OptionalInt found = types.map(btf -> btf.find(data.name(), BtfType.DataSection.class))
                .orElse(OptionalInt.empty());
        return found.isPresent()
                ? Optional.of((BtfType.DataSection) types.orElseThrow().type(found.getAsInt()))
                : Optional.empty();
    }

    private static Variable variable(
            final DataSection data, final String name, final String type, final long offset, final long size)
            throws ObjectFormatException {
        if (offset < 0 || size < 0 || offset > data.section().size() || size > data.section().size() - offset) {
            throw new ObjectFormatException(data.name(), offset,
                    "variable '%s' of %d bytes is not within the section: size=%d"
                            .formatted(name, size, data.section().size()));
        }
        return new Variable(name, data.name(), type, (int) offset, (int) size);
    }
}
