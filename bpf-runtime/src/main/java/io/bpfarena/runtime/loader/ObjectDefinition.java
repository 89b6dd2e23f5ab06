package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.elf.ElfObject;
import io.bpfarena.runtime.elf.ObjectFormatException;
import java.util.List;

/** An object that was read but not loaded ({@code struct bpf_object} after bpf_object__open). One thread at a time. */
public final class ObjectDefinition {
    private final String name;
    private final ObjectContents contents;

    private ObjectDefinition(final String name, final ObjectContents contents) {
        this.name = name;
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
        return new ObjectDefinition(name, ObjectContents.read(name, ElfObject.read(elf)));
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

    ObjectContents contents() {
        return contents;
    }
}
