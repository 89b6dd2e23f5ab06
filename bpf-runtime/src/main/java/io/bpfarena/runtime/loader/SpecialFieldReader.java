package io.bpfarena.runtime.loader;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.btf.BtfFormatException;
import io.bpfarena.runtime.btf.BtfType;
import io.bpfarena.runtime.map.SpecialField;
import io.bpfarena.runtime.map.SpecialFields;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the special fields of a map's value (kernel/bpf/btf.c, btf_find_field and what it calls): structures of certain
 * names, in the value itself or in structures and arrays within, not behind a typedef and not in unions.
 *
 * <p>A value that has them in a way that the kernel refuses has none at all: the map is made, since libbpf does without
 * BTF then, and a program that takes the lock is refused. What the kernel has and this runtime does not is told apart:
 * a map with such a field is not made.
 */
final class SpecialFieldReader {
    /** How the problem with a field starts that this runtime does not have. */
    static final String UNSUPPORTED = "not supported in a map's value: ";

    /** Deepest nesting: the kernel's MAX_RESOLVE_DEPTH. */
    private static final int MAX_DEPTH = 32;
    /** Most fields of a value: the kernel's BTF_FIELDS_MAX. */
    private static final int MAX_FIELDS = 11;
    /** Most members looked at: types that an object made up can refer to each other in more ways than there is time. */
    private static final int MAX_MEMBERS = 100_000;
    private static final Set<String> UNSUPPORTED_STRUCTURES =
            Set.of("bpf_list_head", "bpf_rb_root", "bpf_refcount", "bpf_task_work");
    private static final Set<String> UNSUPPORTED_TAGS = Set.of("kptr", "kptr_untrusted", "percpu_kptr", "uptr");

    private final Btf btf;
    private final List<SpecialFields.Place> places = new ArrayList<>();
    private final Set<SpecialField> seen = EnumSet.noneOf(SpecialField.class);
    private int looks;

    private SpecialFieldReader(final Btf btf) {
        this.btf = btf;
    }

    /** Why a value has none. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(final String message) {
            super(message, null, false, false);
        }

        Refused(final String message, final Errno errno) {
            this("%s (%s)".formatted(message, errno));
        }
    }

    /** The fields of a value of a type, 0 if it has none. */
    static SpecialFields ofValue(final Btf btf, final int type) {
        return new SpecialFieldReader(btf).read(reader -> {
            if (reader.resolved(type) instanceof final BtfType.Struct struct && !struct.union()) {
                reader.readMembers(struct, 0, 0);
            }
        });
    }

    /** The fields of a section of globals. */
    static SpecialFields ofSection(final Btf btf, final BtfType.DataSection section, final long size) {
        return new SpecialFieldReader(btf).read(reader -> {
            for (final BtfType.SectionVariable place : section.variables()) {
                if (btf.type(place.type()) instanceof final BtfType.Variable variable
                        && Integer.toUnsignedLong(place.offset()) + Integer.toUnsignedLong(place.size()) <= size) {
                    reader.readOne(variable.type(), place.offset(), place.size(), 0);
                }
            }
        });
    }

    private BtfType resolved(final int type) throws Refused {
        try {
            return btf.type(btf.resolve(type));
        } catch (final BtfFormatException e) {
            throw new Refused(e.getMessage(), Errno.EINVAL);
        }
    }

    @FunctionalInterface
    private interface Reading {
        void accept(SpecialFieldReader reader) throws Refused;
    }

    private SpecialFields read(final Reading reading) {
        try {
            reading.accept(this);
        } catch (final Refused e) {
            return SpecialFields.none(e.getMessage());
        }
        if (seen.contains(SpecialField.SPIN_LOCK) && seen.contains(SpecialField.RES_SPIN_LOCK)) {
            return SpecialFields.none("a bpf_spin_lock and a bpf_res_spin_lock do not go together (EINVAL)");
        }
        return places.isEmpty() ? SpecialFields.NONE : new SpecialFields(places, "");
    }

    private void readMembers(final BtfType.Struct struct, final long start, final int depth) throws Refused {
        if (depth >= MAX_DEPTH) {
            throw new Refused("more than %d structures within each other".formatted(MAX_DEPTH), Errno.E2BIG);
        }
        for (final BtfType.Member member : struct.members()) {
            if (member.bitfieldSize() == 0 && member.bitOffset() % Byte.SIZE == 0) {
                readOne(member.type(), start + Integer.toUnsignedLong(member.bitOffset()) / Byte.SIZE, 0, depth);
            }
        }
    }

    /** One member or variable; of a variable the size is known, and another size means that it is no such field. */
    private void readOne(final int declared, final long offset, final long expectedSize, final int depth)
            throws Refused {
        if (++looks > MAX_MEMBERS) {
            throw new Refused("more than %d members within each other".formatted(MAX_MEMBERS), Errno.E2BIG);
        }
        int type = declared;
        long elements = 1;
        for (int i = 0; btf.type(type) instanceof final BtfType.Array array; i++) {
            if (i == MAX_DEPTH) {
                throw new Refused("more than %d arrays within each other".formatted(MAX_DEPTH), Errno.E2BIG);
            }
            elements = Math.min(elements * Integer.toUnsignedLong(array.elements()), Integer.MAX_VALUE);
            type = array.type();
        }
        if (elements == 0) {
            return;
        }
        refuseUnsupported(type);
        if (!(btf.type(type) instanceof final BtfType.Struct struct) || struct.union()
                || expectedSize != 0 && expectedSize != struct.size() * elements) {
            return;
        }
        final Optional<SpecialField> field = SpecialField.of(struct.name());
        if (field.isPresent()) {
            add(field.get(), struct, offset, elements);
        } else {
            readNested(struct, offset, elements, depth);
        }
    }

    private void readNested(final BtfType.Struct struct, final long offset, final long elements, final int depth)
            throws Refused {
        final int before = places.size();
        readMembers(struct, offset, depth + 1);
        if (elements > 1 && places.size() > before) {
            throw notRepeated(places.getLast().field());
        }
    }

    private void add(final SpecialField field, final BtfType.Struct struct, final long offset, final long elements)
            throws Refused {
        if (!seen.add(field)) {
            throw new Refused("more than one 'struct %s'".formatted(field.label()), Errno.E2BIG);
        }
        if (offset % field.alignment() != 0 || struct.size() != field.size()) {
            return;
        }
        if (elements > 1) {
            throw notRepeated(field);
        }
        if (places.size() == MAX_FIELDS || offset > Integer.MAX_VALUE - field.size()) {
            throw new Refused("more special fields than %d, or too far away".formatted(MAX_FIELDS), Errno.E2BIG);
        }
        final SpecialFields.Place place = new SpecialFields.Place(field, (int) offset);
        for (final SpecialFields.Place other : places) {
            if (place.offset() < other.offset() + other.field().size()
                    && other.offset() < place.offset() + field.size()) {
                throw new Refused("two special fields overlap at %d".formatted(place.offset()), Errno.EEXIST);
            }
        }
        places.add(place);
    }

    /** btf_repeat_fields. */
    private static Refused notRepeated(final SpecialField field) {
        return new Refused("an array of 'struct %s'".formatted(field.label()), Errno.EINVAL);
    }

    private void refuseUnsupported(final int type) throws Refused {
        final BtfType found = btf.type(type);
        if (found instanceof final BtfType.Struct struct && !struct.union()
                && UNSUPPORTED_STRUCTURES.contains(struct.name())) {
            throw new Refused(UNSUPPORTED + "struct " + struct.name());
        }
        if (found instanceof final BtfType.Pointer pointer
                && btf.type(pointer.type()) instanceof final BtfType.TypeTag tag
                && UNSUPPORTED_TAGS.contains(tag.name())) {
            throw new Refused(UNSUPPORTED + "a pointer tagged " + tag.name());
        }
    }
}
