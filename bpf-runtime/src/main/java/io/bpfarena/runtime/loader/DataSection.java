package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.elf.ElfSection;

/**
 * A section of global variables.
 *
 * @param kind    what will become of it.
 * @param section the ELF section.
 */
record DataSection(Kind kind, ElfSection section) {
    /** Name of the section of globals in the arena (ARENA_SEC of libbpf). */
    static final String ARENA = ".addr_space.1";

    /** What becomes of a section of globals. */
    enum Kind {
        /** A map that programs may write: {@code .data}, {@code .bss} and those that begin so. */
        DATA,
        /** A map that programs may only read: {@code .rodata} and those that begin so. */
        READ_ONLY,
        /** The last pages of the arena. */
        ARENA
    }

    /** What a section holds, or null if it holds no globals. */
    static DataSection of(final ElfSection section) {
        final Kind kind = kind(section);
        return kind == null || section.size() == 0 ? null : new DataSection(kind, section);
    }

    private static Kind kind(final ElfSection section) {
        final String name = section.name();
        if (section.isExecutable()) {
            return null;
        }
        return switch (section.type()) {
            case ElfSection.SHT_PROGBITS -> {
                if (isOrBegins(name, ".data")) {
                    yield Kind.DATA;
                }
                if (isOrBegins(name, ".rodata")) {
                    yield Kind.READ_ONLY;
                }
                yield name.equals(ARENA) ? Kind.ARENA : null;
            }
            case ElfSection.SHT_NOBITS -> isOrBegins(name, ".bss") ? Kind.DATA : null;
            default -> null;
        };
    }

    private static boolean isOrBegins(final String name, final String stem) {
        return name.equals(stem) || name.startsWith(stem + ".");
    }

    String name() {
        return section.name();
    }

    /**
     * The name of its map (internal_map_name of libbpf): at most 15 bytes, of which the section takes as many as it
     * needs and the object's name the rest, {@code linked_l.bss}; a custom section such as {@code .data.hot} stands
     * alone. What is neither letter, digit, dot nor underscore becomes an underscore.
     */
    String mapName(final String object) {
        return mapName(object, name());
    }

    /** The same for any section that becomes a map. */
    static String mapName(final String object, final String section) {
        final int limit = 15;
        final int usual = ".rodata".length();
        final int suffix = Math.min(limit, Math.max(usual, section.length()));
        final boolean custom = section.indexOf('.', 1) >= 0;
        final String prefix = custom ? "" : object.substring(0, Math.min(object.length(), limit - suffix));
        final String whole = prefix + section;
        return whole.substring(0, Math.min(whole.length(), limit)).replaceAll("[^A-Za-z0-9_.]", "_");
    }
}
