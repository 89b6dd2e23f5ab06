package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.program.ProgramType;
import java.util.Optional;

/** A program as an object defines it. It may be left out of the load until then. One thread at a time. */
public final class ProgramDefinition {
    private final Function function;
    private final SectionName section;
    private boolean autoload;
    private Optional<ProgramType> type;

    ProgramDefinition(final Function function, final SectionName section) {
        this.function = function;
        this.section = section;
        this.autoload = section.autoload();
        this.type = section.type();
    }

    /** {@return its name} */
    public String name() {
        return function.name();
    }

    /** {@return the ELF section it is in, such as {@code syscall}} */
    public String section() {
        return section.text();
    }

    /** {@return the type that it was given or the section's name gives; empty if this runtime cannot run it} */
    public Optional<ProgramType> type() {
        return type;
    }

    /**
     * Changes its type, bpf_program__set_type; one with a section name that says nothing can be loaded then.
     *
     * @param value the type.
     * @return this.
     */
    public ProgramDefinition type(final ProgramType value) {
        type = Optional.of(value);
        return this;
    }

    /** {@return instruction slots, without subprograms} */
    public int size() {
        return function.slots();
    }

    /** {@return whether it will be loaded; false at first for a section such as {@code ?syscall}} */
    public boolean autoload() {
        return autoload;
    }

    /**
     * Chooses whether it will be loaded, bpf_program__set_autoload.
     *
     * @param load true to load it.
     * @return this.
     */
    public ProgramDefinition autoload(final boolean load) {
        this.autoload = load;
        return this;
    }

    Function function() {
        return function;
    }

    SectionName sectionName() {
        return section;
    }

    @Override
    public String toString() {
        return "program %s (SEC(\"%s\"), %d instructions)".formatted(name(), section(), size());
    }
}
