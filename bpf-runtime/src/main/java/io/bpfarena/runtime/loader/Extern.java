package io.bpfarena.runtime.loader;

import java.util.Optional;

/**
 * Something the object declares and somebody else has.
 *
 * @param name        of the symbol.
 * @param kind        what it is.
 * @param weak        whether the object can do without.
 * @param declaration how it is declared, if it is a function of which BTF says so.
 */
record Extern(String name, Kind kind, boolean weak, Optional<KfuncDeclaration> declaration) {
    /** Kinds of externs, by the section that declares them. */
    enum Kind {
        /** A function, {@code __ksym}. */
        FUNCTION,
        /** A variable of the kernel's, {@code __ksym}. */
        VARIABLE,
        /** A setting of the kernel's, {@code __kconfig}. */
        SETTING,
        /** Not in BTF: nobody knows. */
        UNKNOWN
    }
}
