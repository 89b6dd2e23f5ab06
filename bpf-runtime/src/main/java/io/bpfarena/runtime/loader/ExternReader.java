package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.btf.BtfType;
import io.bpfarena.runtime.elf.ElfSymbol;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Tells what undefined symbols are (libbpf.c, bpf_object__collect_externs). */
final class ExternReader {
    private static final String KERNEL_SYMBOLS = ".ksyms";
    private static final String SETTINGS = ".kconfig";

    private final Map<String, Extern.Kind> kinds = new HashMap<>();
    private final Map<String, KfuncDeclaration> declarations = new HashMap<>();

    ExternReader(final Optional<Btf> types) {
        types.ifPresent(btf -> {
            for (int i = 1; i < btf.size(); i++) {
                if (btf.type(i) instanceof BtfType.DataSection section) {
                    read(btf, section);
                }
            }
        });
    }

    private void read(final Btf btf, final BtfType.DataSection section) {
        for (final BtfType.SectionVariable place : section.variables()) {
            final BtfType declared = btf.type(place.type());
            if (section.name().equals(KERNEL_SYMBOLS)) {
                kinds.put(declared.name(), declared instanceof BtfType.Function
                        ? Extern.Kind.FUNCTION : Extern.Kind.VARIABLE);
                if (declared instanceof final BtfType.Function function) {
                    declarations.put(function.name(), new KfuncDeclaration(btf, function.type()));
                }
            } else if (section.name().equals(SETTINGS)) {
                kinds.put(declared.name(), Extern.Kind.SETTING);
            }
        }
    }

    Extern of(final ElfSymbol symbol) {
        return new Extern(symbol.name(), kinds.getOrDefault(symbol.name(), Extern.Kind.UNKNOWN),
                symbol.binding() == ElfSymbol.STB_WEAK, Optional.ofNullable(declarations.get(symbol.name())));
    }
}
