package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.elf.ElfObject;
import io.bpfarena.runtime.elf.ObjectFormatException;
import java.util.List;
import java.util.Optional;

/** An object that was read but not loaded ({@code struct bpf_object} after bpf_object__open). One thread at a time. */
public final class ObjectDefinition {
    private final String name;
    private final ElfObject elf;
    private final ObjectContents contents;
    private Optional<Btf> targetBtf = Optional.empty();
    private Optional<String> kconfig = Optional.empty();

    private ObjectDefinition(final String name, final ElfObject elf, final ObjectContents contents) {
        this.name = name;
        this.elf = elf;
        this.contents = contents;
    }

    /**
     * Reads an object.
     *
     * @param name the object's name.
     * @param elf  bytes of the file; copied.
     * @return the object.
     * @throws ObjectFormatException for whatever is wrong with it.
     */
    public static ObjectDefinition open(final String name, final byte[] elf) throws ObjectFormatException {
        final ElfObject object = ElfObject.read(elf);
        return new ObjectDefinition(name, object, ObjectContents.read(name, object));
    }

    /** {@return its name} */
    public String name() {
        return name;
    }

    /** {@return what its section {@code license} says; empty if it has none} */
    public String license() {
        return contents.license();
    }

    /** {@return its maps, those of its globals included} */
    public List<MapDefinition> maps() {
        return contents.maps();
    }

    /** {@return its programs} */
    public List<ProgramDefinition> programs() {
        return contents.programs();
    }

    /** {@return its global variables, those in the arena included} */
    public List<VariableDefinition> variables() {
        return contents.variables();
    }

    /** {@return what libbpf would pass over in silence; one line each} */
    public List<String> warnings() {
        return contents.warnings();
    }

    /** {@return its code as text, as llvm-objdump lists it} */
    public String disassembly() {
        return CodeListing.of(elf);
    }

    /**
     * Gives the types that CO-RE relocations are resolved against ({@code btf_custom_path} of libbpf's open options).
     *
     * @param types of what the object is to run on.
     * @return this.
     */
    public ObjectDefinition targetBtf(final Btf types) {
        targetBtf = Optional.of(types);
        return this;
    }

    /** {@return the types that CO-RE relocations are resolved against; empty if none were given} */
    public Optional<Btf> targetBtf() {
        return targetBtf;
    }

    /**
     * Gives the kernel configuration for what the object declares with {@code __kconfig} ({@code kconfig} of libbpf's
     * open options).
     *
     * @param text in the form of a kernel's {@code .config}: lines such as {@code CONFIG_HZ=1000}.
     * @return this.
     */
    public ObjectDefinition kconfig(final String text) {
        kconfig = Optional.of(text);
        return this;
    }

    /** {@return the kernel configuration; empty if none was given} */
    public Optional<String> kconfig() {
        return kconfig;
    }

    ObjectContents contents() {
        return contents;
    }
}
