package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.elf.ElfSection;

/**
 * A function of the object: a program or a subprogram.
 *
 * @param name    its symbol's.
 * @param section where it lies.
 * @param start   slot of its first instruction, from the start of the section.
 * @param slots   how many.
 * @param global  whether its symbol is global or weak.
 * @param hidden  whether it is not to be seen outside; to the verifier such a global function is a static one.
 */
record Function(String name, ElfSection section, int start, int slots, boolean global, boolean hidden) {
    /** Whether it is there to be called by others, and is no program itself. */
    boolean isSubprogram() {
        return section.name().equals(".text") || !global;
    }

    /** First slot after it. */
    int end() {
        return start + slots;
    }
}
