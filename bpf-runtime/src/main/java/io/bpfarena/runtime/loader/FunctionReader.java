package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.elf.ElfObject;
import io.bpfarena.runtime.elf.ElfSection;
import io.bpfarena.runtime.elf.ElfSymbol;
import io.bpfarena.runtime.elf.ObjectFormatException;
import io.bpfarena.runtime.isa.Instruction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds the functions of an object by their symbols (libbpf.c, bpf_object__add_programs). */
final class FunctionReader {
    private FunctionReader() {
    }

    /** All functions, by section and then by place. */
    static List<Function> read(final ElfObject elf) throws ObjectFormatException {
        final List<Function> functions = new ArrayList<>();
        for (final ElfSymbol symbol : elf.symbols()) {
            final ElfSection section = elf.section(symbol.section()).orElse(null);
            if (symbol.type() == ElfSymbol.STT_FUNC && section != null && section.isExecutable()) {
                functions.add(function(symbol, section));
            }
        }
        functions.sort(Comparator.<Function>comparingInt(function -> function.section().index())
                .thenComparingInt(Function::start));
        return functions;
    }

    private static Function function(final ElfSymbol symbol, final ElfSection section) throws ObjectFormatException {
        if (section.type() != ElfSection.SHT_PROGBITS) {
            throw new ObjectFormatException(section.name(),
                    "function '%s' in a section of type %d".formatted(symbol.name(), section.type()));
        }
        if (symbol.name().isEmpty()) {
            throw new ObjectFormatException(section.name(), symbol.value(), "a function without a name");
        }
        if (symbol.value() % Instruction.SIZE != 0 || symbol.size() % Instruction.SIZE != 0
                || section.size() % Instruction.SIZE != 0 || symbol.size() == 0) {
            throw new ObjectFormatException(section.name(), symbol.value(),
                    "function '%s' is not a whole number of instructions: size=%d, section size=%d"
                            .formatted(symbol.name(), symbol.size(), section.size()));
        }
        if (symbol.value() < 0 || symbol.size() < 0 || symbol.value() > section.size()
                || symbol.size() > section.size() - symbol.value()) {
            throw new ObjectFormatException(section.name(), symbol.value(),
                    "function '%s' crosses the end of its section: size=%d, section size=%d"
                            .formatted(symbol.name(), symbol.size(), section.size()));
        }
        return new Function(symbol.name(), section, (int) symbol.value() / Instruction.SIZE,
                (int) symbol.size() / Instruction.SIZE, symbol.binding() != ElfSymbol.STB_LOCAL,
                symbol.isHidden());
    }
}
