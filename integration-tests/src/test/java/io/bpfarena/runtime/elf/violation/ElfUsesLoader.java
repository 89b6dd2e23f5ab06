package io.bpfarena.runtime.elf.violation;

import io.bpfarena.runtime.loader.LoadException;

/** Breaks a rule of the architecture, so that a test can see the rule fail. */
public final class ElfUsesLoader {
    private ElfUsesLoader() {
    }

    /** {@return what must not be known here} */
    public static Object violate() {
        return LoadException.class;
    }
}
