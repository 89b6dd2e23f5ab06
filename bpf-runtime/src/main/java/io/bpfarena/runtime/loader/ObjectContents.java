package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.elf.ElfObject;
import io.bpfarena.runtime.elf.ElfSection;
import io.bpfarena.runtime.elf.ObjectFormatException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What an object holds, in the loader's terms. */
final class ObjectContents {
    private static final int LICENSE_LENGTH = 63;

    private final ElfObject elf;
    private final String license;
    private final List<MapDefinition> maps;
    private final List<Function> functions;
    private final List<ProgramDefinition> programs = new ArrayList<>();
    private final List<String> warnings;

    private ObjectContents(
            final ElfObject elf, final List<MapDefinition> maps, final List<Function> functions,
            final List<String> warnings) {
        this.elf = elf;
        this.license = license(elf);
        this.maps = List.copyOf(maps);
        this.functions = List.copyOf(functions);
        for (final Function function : functions) {
            if (!function.isSubprogram()) {
                programs.add(new ProgramDefinition(function, SectionName.of(function.section().name())));
            }
        }
        this.warnings = List.copyOf(warnings);
    }

    static ObjectContents read(final String name, final ElfObject elf) throws ObjectFormatException {
        final List<String> warnings = new ArrayList<>();
        return new ObjectContents(elf, List.of(), FunctionReader.read(elf), warnings);
    }

    /** libbpf keeps the first 63 bytes. */
    private static String license(final ElfObject elf) {
        final ByteBuffer data = elf.section("license").map(ElfSection::data).orElse(ByteBuffer.allocate(0));
        final byte[] bytes = new byte[Math.min(data.limit(), LICENSE_LENGTH)];
        data.get(0, bytes);
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    ElfObject elf() {
        return elf;
    }

    String license() {
        return license;
    }

    List<MapDefinition> maps() {
        return maps;
    }

    List<Function> functions() {
        return functions;
    }

    List<ProgramDefinition> programs() {
        return List.copyOf(programs);
    }

    List<String> warnings() {
        return warnings;
    }
}
