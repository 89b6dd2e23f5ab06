package io.bpfarena.runtime.loader;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.helper.FunctionTable;
import io.bpfarena.runtime.map.MapFactory;
import io.bpfarena.runtime.map.MapType;
import io.bpfarena.runtime.program.LinkedProgram;
import java.util.ArrayList;
import java.util.List;

/** Loads objects (libbpf.c, bpf_object__load). */
public final class ObjectLoader {
    private ObjectLoader() {
    }

    /**
     * Makes the maps of an object and links its programs. If it fails, nothing stays behind.
     *
     * @param definition the object, as adjusted.
     * @param maps       makes the maps.
     * @param functions  kfuncs that programs may refer to.
     * @return the loaded object, to be closed.
     * @throws LoadException what, where and why.
     */
    public static LinkedObject load(
            final ObjectDefinition definition, final MapFactory maps, final FunctionTable functions)
            throws LoadException {
        final ObjectContents contents = definition.contents();
        final List<ProgramDefinition> programs = new ArrayList<>();
        for (final ProgramDefinition program : contents.programs()) {
            if (program.autoload()) {
                checkType(program);
                programs.add(program);
            }
        }
        final FunctionIndex index = new FunctionIndex(contents.functions());
        final RelocatedCode relocated = RelocatedCode.of(contents, index, definition.targetBtf());
        final MapCreation creation = new MapCreation(contents, maps, definition.kconfig());
        try {
            final ProgramMaps made = creation.create();
            final ProgramLinker linker = new ProgramLinker(contents, relocated, index, made, functions);
            final List<LinkedProgram> linked = new ArrayList<>();
            for (final ProgramDefinition program : programs) {
                linked.add(linker.link(program));
            }
            return new LinkedObject(definition.name(), creation.maps(), made.bySection(), linked,
                    variables(contents, made), made.arenaDataStart(),
                    contents.debug().btf(), contents.maps().stream().map(ObjectLoader::typesOf).toList(),
                    creation.programSlots());
        } catch (final LoadException | RuntimeException | Error e) {
            // Errors too: a file that was cut short is an InternalError, and a hostile object may exhaust the heap.
            creation.close();
            throw e;
        }
    }

    private static MapTypes typesOf(final MapDefinition map) {
        return MapType.of(map.type()).map(map.types()::knownOf).orElse(MapTypes.NONE);
    }

    /** Those that are there: a map of globals may have been made smaller. */
    private static List<Variable> variables(final ObjectContents contents, final ProgramMaps maps) {
        final List<Variable> variables = new ArrayList<>();
        final List<VariableDefinition> defined = contents.variables();
        for (int i = 0; i < defined.size(); i++) {
            final Variable variable = defined.get(i).variable();
            final boolean last = i + 1 == defined.size() || !defined.get(i + 1).section().equals(variable.section());
            if (variable.section().equals(DataSection.ARENA)) {
                variables.add(variable);
            } else {
                final int size = maps.bySection().get(variable.section()).valueSize();
                variable.within(Integer.toUnsignedLong(size), last).ifPresent(variables::add);
            }
        }
        return variables;
    }

    private static void checkType(final ProgramDefinition program) throws LoadException {
        if (program.type().isEmpty()) {
            throw program.sectionName().kind().isPresent()
                    ? new LoadException(Errno.EOPNOTSUPP,
                            "prog '%s': programs of SEC(\"%s\") are not supported by this runtime"
                                    .formatted(program.name(), program.section()))
                    : new LoadException(Errno.EINVAL,
                            "prog '%s': missing BPF prog type, check ELF section name '%s'"
                                    .formatted(program.name(), program.section()));
        }
    }
}
