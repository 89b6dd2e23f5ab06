package io.bpfarena.runtime.btf;

import java.util.HashMap;
import java.util.Map;

/**
 * Names that are used once each: BTF may have several types of one name, the second of which is called
 * {@code name___2} in C. Tags of structures, and typedefs together with constants, are two realms of names.
 */
final class CNames {
    private final Btf btf;
    private final String[] known;
    private final Map<String, Integer> tags = new HashMap<>();
    private final Map<String, Integer> identifiers = new HashMap<>();

    CNames(final Btf btf) {
        this.btf = btf;
        this.known = new String[btf.size()];
    }

    /** The tag of a structure, union or enumeration; empty if it has none. */
    String tag(final int number) {
        return name(number, tags);
    }

    /** The name of a typedef. */
    String identifier(final int number) {
        return name(number, identifiers);
    }

    /** The name of a constant of an enumeration. */
    String constant(final String name) {
        return unique(name, identifiers);
    }

    private String name(final int number, final Map<String, Integer> realm) {
        final BtfType type = btf.type(number);
        if (type.name().isEmpty()) {
            return "";
        }
        if (known[number] == null) {
            final boolean declaredOnly = type instanceof BtfType.Forward
                    || type instanceof final BtfType.Enumeration enumeration && enumeration.values().isEmpty();
            known[number] = declaredOnly ? type.name() : unique(type.name(), realm);
        }
        return known[number];
    }

    private static String unique(final String name, final Map<String, Integer> realm) {
        final int count = realm.merge(name, 1, Integer::sum);
        return count == 1 ? name : name + "___" + count;
    }
}
