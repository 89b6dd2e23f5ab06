package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.elf.ElfObject;
import io.bpfarena.runtime.elf.ElfSection;
import io.bpfarena.runtime.elf.ObjectFormatException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What an object holds, in the loader's terms.
 *
 * @param license   what the section {@code license} says.
 * @param maps      those of {@code .maps}, then those of globals.
 * @param slots     what is to be in maps of maps and arrays of programs from the start.
 * @param data      sections of globals, by number.
 * @param code      executable sections, by number.
 * @param functions by section and then by place.
 * @param programs  those of the functions that are programs.
 * @param variables global variables.
 * @param settings  of the kernel, that it declares.
 * @param debug     types, and what is known of instructions.
 * @param warnings  for people.
 */
record ObjectContents(
        String license,
        List<MapDefinition> maps,
        List<MapSlot> slots,
        Map<Integer, DataSection> data,
        Map<Integer, CodeSection> code,
        List<Function> functions,
        List<ProgramDefinition> programs,
        List<VariableDefinition> variables,
        KernelSettings settings,
        DebugSections debug,
        List<String> warnings) {

    static ObjectContents read(final String name, final ElfObject elf) throws ObjectFormatException {
        return new ObjectReader(name, elf).read();
    }

    /** libbpf keeps the first 63 bytes. */
    static String license(final ElfObject elf) {
        final int limit = 63;
        final ByteBuffer data = elf.section("license").map(ElfSection::data).orElse(ByteBuffer.allocate(0));
        final byte[] bytes = new byte[Math.min(data.limit(), limit)];
        data.get(0, bytes);
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
