package io.bpfarena.runtime.loader;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.elf.ElfSection;
import io.bpfarena.runtime.helper.FunctionTable;
import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.map.MapFactory;
import io.bpfarena.runtime.program.LinkedProgram;
import io.bpfarena.runtime.program.ProgramType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Loads objects ({@code bpf_object__load}). */
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
        final List<LinkedProgram> programs = new ArrayList<>();
        for (final ProgramDefinition program : contents.programs()) {
            if (program.autoload()) {
                programs.add(link(contents, program));
            }
        }
        return new LinkedObject(definition.name(), List.of(), Map.of(), programs, List.of(), 0);
    }

    private static LinkedProgram link(final ObjectContents contents, final ProgramDefinition program)
            throws LoadException {
        final ElfSection section = program.function().section();
        if (!contents.elf().relocations(section).isEmpty()) {
            throw new LoadException(Errno.EOPNOTSUPP,
                    "prog '%s': relocations of section '%s' are not supported yet"
                            .formatted(program.name(), section.name()));
        }
        final ProgramType type = program.type().orElseThrow(() -> unsupported(program));
        final ByteBuffer data = section.data();
        final List<Instruction> instructions = new ArrayList<>();
        for (int slot = program.function().start(); slot < program.function().end(); slot++) {
            instructions.add(Instruction.decode(data.getLong(slot * Instruction.SIZE)));
        }
        return new LinkedProgram(program.name(), section.name(), type, instructions,
                List.of(new LinkedProgram.Subprogram(program.name(), 0)), List.of(), List.of(), List.of());
    }

    private static LoadException unsupported(final ProgramDefinition program) {
        return program.sectionName().kind().isPresent()
                ? new LoadException(Errno.EOPNOTSUPP, "prog '%s': SEC(\"%s\") is a program type that this runtime does not run"
                        .formatted(program.name(), program.section()))
                : new LoadException(Errno.EINVAL, "prog '%s': missing BPF prog type, check ELF section name '%s'"
                        .formatted(program.name(), program.section()));
    }
}
