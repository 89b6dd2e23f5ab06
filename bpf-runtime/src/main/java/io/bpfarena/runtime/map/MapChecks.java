package io.bpfarena.runtime.map;

import io.bpfarena.linux.Errno;

/** Checks that several types share. */
final class MapChecks {
    private static final int PROGRAM_ACCESS = MapFlags.RDONLY_PROG | MapFlags.WRONLY_PROG;
    private static final int USER_ACCESS = MapFlags.RDONLY | MapFlags.WRONLY;

    private MapChecks() {
    }

    static MapException refused(
            final Errno errno, final String name, final String reason, final MapAttributes wanted) {
        return new MapException(errno, "map '%s': %s: %s".formatted(name, reason, wanted));
    }

    /** Flags of the type alone, and nobody locked out from both sides (bpf_map_flags_access_ok). */
    static void flags(final String name, final MapAttributes wanted, final int allowed) {
        final int flags = wanted.flags();
        if ((flags & ~allowed) != 0) {
            throw refused(
                    Errno.EINVAL, name, "flags 0x%x do not go with this type".formatted(flags & ~allowed), wanted);
        }
        if ((flags & PROGRAM_ACCESS) == PROGRAM_ACCESS || (flags & USER_ACCESS) == USER_ACCESS) {
            throw refused(Errno.EINVAL, name, "read-only and write-only at once", wanted);
        }
    }

    /** Special fields go with some types only, and with maps that programs may read and write (map_check_btf). */
    static void fields(final MapType type, final String name, final MapAttributes wanted) {
        for (final SpecialFields.Place place : wanted.fields().places()) {
            if ((wanted.flags() & PROGRAM_ACCESS) != 0) {
                throw refused(Errno.EACCES, name,
                        "a %s needs programs that may read and write".formatted(place.field().label()), wanted);
            }
            if (!place.field().goesWith(type)) {
                throw refused(Errno.EOPNOTSUPP, name, "a %s does not go with values of this type of map"
                        .formatted(place.field().label()), wanted);
            }
            if (place.end() > wanted.valueSize() || place.offset() < 0
                    || place.offset() % place.field().alignment() != 0) {
                throw refused(Errno.EINVAL, name, "there is no place for a %s at %d in a value"
                        .formatted(place.field().label(), place.offset()), wanted);
            }
        }
    }

    /** What each CPU has of its own is bounded (PCPU_MIN_UNIT_SIZE in the kernel). */
    static void perCpuValue(final String name, final MapAttributes wanted) {
        if (MapMemory.roundUp(Integer.toUnsignedLong(wanted.valueSize())) > ValueMemory.MAX_PER_CPU_SIZE) {
            throw refused(Errno.E2BIG, name,
                    "values that each CPU has must not be larger than " + ValueMemory.MAX_PER_CPU_SIZE, wanted);
        }
    }
}
