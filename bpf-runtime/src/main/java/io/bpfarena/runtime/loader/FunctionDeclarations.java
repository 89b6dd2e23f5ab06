package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.btf.BtfType;
import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.program.FunctionDeclaration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** What BTF says of functions, by the place where BTF.ext has them start. */
final class FunctionDeclarations {
    private final Optional<Btf> types;
    private final Map<String, Map<Integer, Integer>> bySection = new HashMap<>();
    private final Map<Integer, List<BtfType.DeclarationTag>> tags = new HashMap<>();

    private FunctionDeclarations(final DebugSections debug) {
        this.types = debug.btf();
        types.ifPresent(this::readTags);
        debug.ext().functions().forEach((section, functions) -> {
            final Map<Integer, Integer> starts = bySection.computeIfAbsent(section, key -> new HashMap<>());
            functions.forEach(function -> starts.put(function.offset() / Instruction.SIZE, function.type()));
        });
    }

    static FunctionDeclarations of(final DebugSections debug) {
        return new FunctionDeclarations(debug);
    }

    private void readTags(final Btf btf) {
        for (int i = 1; i < btf.size(); i++) {
            if (btf.type(i) instanceof final BtfType.DeclarationTag tag
                    && btf.type(tag.type()) instanceof BtfType.Function) {
                tags.computeIfAbsent(tag.type(), key -> new ArrayList<>()).add(tag);
            }
        }
    }

    Optional<FunctionDeclaration> of(final Function function) {
        return Optional.ofNullable(bySection.getOrDefault(function.section().name(), Map.of()).get(function.start()))
                .map(type -> declaration(function, type));
    }

    private FunctionDeclaration declaration(final Function function, final int type) {
        final Btf btf = types.orElseThrow();
        final BtfType.Function declared = (BtfType.Function) btf.type(type);
        final List<String> own = new ArrayList<>();
        final int parameters = ((BtfType.Prototype) btf.type(declared.type())).parameters().size();
        final List<List<String>> ofParameters = IntStream.range(0, parameters)
                .<List<String>>mapToObj(parameter -> new ArrayList<>()).toList();
        for (final BtfType.DeclarationTag tag : tags.getOrDefault(type, List.of())) {
            if (tag.component() == -1) {
                own.add(tag.name());
            } else if (tag.component() >= 0 && tag.component() < parameters) {
                ofParameters.get(tag.component()).add(tag.name());
            }
        }
        return new FunctionDeclaration(btf, type,
                function.hidden() ? BtfType.Linkage.STATIC : declared.linkage(), own, ofParameters);
    }
}
