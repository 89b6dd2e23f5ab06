package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.btf.Btf;
import java.util.Optional;

/** A global variable of an object. Immutable. */
public final class Variable {
    private final String name;
    private final String section;
    private final int offset;
    private final int size;
    private final Optional<Btf> types;
    private final int type;

    Variable(
            final String name, final String section, final int offset, final int size, final Optional<Btf> types,
            final int type) {
        this.name = name;
        this.section = section;
        this.offset = offset;
        this.size = size;
        this.types = types;
        this.type = type;
    }

    /** {@return its name, as in C} */
    public String name() {
        return name;
    }

    /** {@return the ELF section it is in, such as {@code .bss}} */
    public String section() {
        return section;
    }

    /** {@return bytes from the start of the section} */
    public int offset() {
        return offset;
    }

    /** {@return bytes} */
    public int size() {
        return size;
    }

    /** {@return its type as in C, such as {@code int[4]} or {@code struct node *}; empty without type information} */
    public String typeName() {
        return types.map(btf -> btf.describe(type)).orElse("");
    }

    @Override
    public String toString() {
        return "%s %s (%s+%d, %d bytes)".formatted(typeName(), name, section, offset, size);
    }
}
