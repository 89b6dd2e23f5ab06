package io.bpfarena.runtime.btf.core;

/**
 * Names without flavor (bpf_core_essential_name_len): {@code task___v2} is {@code task}. The flavor begins at the last
 * three underscores that stand between two other characters.
 */
final class EssentialName {
    private static final String SEPARATOR = "___";

    private EssentialName() {
    }

    static String of(final String name) {
        for (int i = name.length() - SEPARATOR.length() - 2; i >= 0; i--) {
            if (name.charAt(i) != '_' && name.startsWith(SEPARATOR, i + 1)
                    && name.charAt(i + 1 + SEPARATOR.length()) != '_') {
                return name.substring(0, i + 1);
            }
        }
        return name;
    }

    /** Whether two names are the same but for their flavors. */
    static boolean same(final String one, final String other) {
        return one.equals(other)
                || (one.contains(SEPARATOR) || other.contains(SEPARATOR)) && of(one).equals(of(other));
    }
}
