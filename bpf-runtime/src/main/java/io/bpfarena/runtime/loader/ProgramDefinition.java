package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.program.ProgramType;
import java.util.Optional;

/** A program as an object defines it. It may be left out of the load until then. One thread at a time. */
public final class ProgramDefinition {
    private final Function function;
    private final SectionName section;
    private boolean autoload;

    ProgramDefinition(final Function function, final SectionName section) {
        this.function = function;
        this.section = section;
        this.autoload = section.autoload();
    }

    /** {@return its name} */
    public String name() {
        return function.name();
    }

    /** {@return the ELF section it is in, such as {@code syscall}} */
    public String section() {
        return section.text();
    }

    /** {@return the type that the section's name gives, or empty if this runtime cannot run it} */
    public Optional<ProgramType> type() {
        return section.type();
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
