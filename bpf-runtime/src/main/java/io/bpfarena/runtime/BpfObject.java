package io.bpfarena.runtime;

import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.elf.ObjectFormatException;
import io.bpfarena.runtime.loader.MapDefinition;
import io.bpfarena.runtime.loader.ObjectDefinition;
import io.bpfarena.runtime.loader.ProgramDefinition;
import io.bpfarena.runtime.loader.VariableDefinition;
import java.util.List;
import java.util.Optional;

/**
 * An object that was opened but not loaded: its maps and programs can be looked at and adjusted
 * ({@code bpf_object__open}). It can be loaded any number of times; each time makes maps of its own. One thread at a
 * time.
 */
public final class BpfObject {
    private final ObjectDefinition definition;

    private BpfObject(final ObjectDefinition definition) {
        this.definition = definition;
    }

    /**
     * Reads an object.
     *
     * @param name the object's name, from which the maps of its globals are named: {@code linked_list} gives
     *             {@code linked_l.bss}. Usually the file's name up to the first dot.
     * @param elf  bytes of the file, at most 8 MiB; copied.
     * @return the object.
     * @throws ObjectFormatException for whatever is wrong with it, with section and offset.
     */
    public static BpfObject open(final String name, final byte[] elf) throws ObjectFormatException {
        return new BpfObject(ObjectDefinition.open(name, elf));
    }

    /** {@return its name} */
    public String name() {
        return definition.name();
    }

    /** {@return what its section {@code license} says; empty if it has none} */
    public String license() {
        return definition.license();
    }

    /** {@return its maps, those of its globals included} */
    public List<MapDefinition> maps() {
        return definition.maps();
    }

    /**
     * Finds a map.
     *
     * @param name of the map, or the section of an internal one, such as {@code .bss}.
     * @return the definition.
     */
    public Optional<MapDefinition> map(final String name) {
        return definition.maps().stream()
                .filter(map -> map.name().equals(name) || map.isInternal() && map.section().equals(name))
                .findFirst();
    }

    /** {@return its programs} */
    public List<ProgramDefinition> programs() {
        return definition.programs();
    }

    /**
     * Finds a program.
     *
     * @param name of the program.
     * @return the definition.
     */
    public Optional<ProgramDefinition> program(final String name) {
        return definition.programs().stream().filter(program -> program.name().equals(name)).findFirst();
    }

    /** {@return its global variables, those in the arena included; their first values may be changed} */
    public List<VariableDefinition> globals() {
        return definition.variables();
    }

    /**
     * Finds a global variable.
     *
     * @param name as in C.
     * @return the definition.
     */
    public Optional<VariableDefinition> global(final String name) {
        return definition.variables().stream().filter(variable -> variable.name().equals(name)).findFirst();
    }

    /**
     * Gives the types of what the object is to run on. The CO-RE relocations of its programs are resolved against them
     * at load, and an object that has some cannot be loaded without ({@code btf_custom_path} of libbpf's open options).
     * {@link io.bpfarena.runtime.loader.TypeFile} reads them from a file.
     *
     * @param types of the target, such as the kernel's own in {@code /sys/kernel/btf/vmlinux}.
     * @return this.
     */
    public BpfObject targetBtf(final Btf types) {
        definition.targetBtf(types);
        return this;
    }

    /**
     * Gives the kernel configuration for what the object declares with {@code extern ... __kconfig} ({@code kconfig} of
     * libbpf's open options). {@code LINUX_KERNEL_VERSION} needs none: it is that of Linux 7.3, whose semantics this
     * runtime has.
     *
     * @param text in the form of a kernel's {@code .config}: lines such as {@code CONFIG_HZ=1000}; others are passed
     *             over. What is wrong with it is said at load.
     * @return this.
     */
    public BpfObject kconfig(final String text) {
        definition.kconfig(text);
        return this;
    }

    /** {@return what libbpf would pass over in silence and somebody may want to know; one line each} */
    public List<String> warnings() {
        return definition.warnings();
    }

    /**
     * Its code as text, in LLVM's form: what {@code llvm-objdump -d --no-show-raw-insn --mcpu=v4} lists after the
     * file's name, but that calls of subprograms are told apart from those of helpers ({@code call pc+0x2}).
     *
     * @return lines.
     */
    public String disassembly() {
        return definition.disassembly();
    }

    ObjectDefinition definition() {
        return definition;
    }
}
