package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.elf.ElfObject;
import io.bpfarena.runtime.elf.ObjectFormatException;

/** The types of an object, without the rest of it. */
public final class ObjectTypes {
    private ObjectTypes() {
    }

    /**
     * Reads the section {@code .BTF}, its relocations applied.
     *
     * @param elf the object.
     * @return the types.
     * @throws ObjectFormatException if there are none, or something is wrong with them.
     */
    public static Btf of(final ElfObject elf) throws ObjectFormatException {
        return DebugSections.read(elf).btf().orElseThrow(() -> new ObjectFormatException(
                Btf.SECTION, "the object has no type information; compile it with -g"));
    }
}
