package io.bpfarena.runtime.btf.core;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.btf.BtfExt;
import io.bpfarena.runtime.btf.BtfType;
import java.util.ArrayList;
import java.util.List;

/** Makes the object's own way of an access string such as {@code 0:1:2} (relo_core.c, bpf_core_parse_spec). */
final class SpecParser {
    private final Btf types;
    private final AccessSpec spec;

    private SpecParser(final Btf types, final AccessSpec spec) {
        this.types = types;
        this.spec = spec;
    }

    static AccessSpec parse(final Btf types, final BtfExt.CoreRelocation relocation, final RelocationKind kind)
            throws UnusableTypeException {
        final AccessSpec spec = new AccessSpec(types, relocation.type(), kind);
        if (kind.subject() == RelocationKind.Subject.TYPE) {
            if (!relocation.access().equals("0")) {
                throw wrong();
            }
            return spec;
        }
        new SpecParser(types, spec).follow(numbers(relocation.access()));
        return spec;
    }

    private static List<Integer> numbers(final String access) throws UnusableTypeException {
        final List<Integer> numbers = new ArrayList<>();
        for (final String part : access.split(":", -1)) {
            if (numbers.size() == AccessSpec.MAX_LENGTH) {
                throw new UnusableTypeException(Errno.E2BIG);
            }
            try {
                numbers.add(Integer.parseInt(part));
            } catch (final NumberFormatException e) {
                throw wrong();
            }
            if (numbers.getLast() < 0) {
                throw wrong();
            }
        }
        return numbers;
    }

    private void follow(final List<Integer> numbers) throws UnusableTypeException {
        int type = TypeGraph.resolve(types, spec.rootType());
        final int first = numbers.getFirst();
        spec.step(first);
        if (spec.kind().subject() == RelocationKind.Subject.ENUMERATOR) {
            if (!(types.type(type) instanceof final BtfType.Enumeration enumeration) || numbers.size() > 1
                    || first >= enumeration.values().size()) {
                throw wrong();
            }
            spec.access(new AccessSpec.Accessor(type, first, enumeration.values().get(first).name()));
            return;
        }
        spec.access(new AccessSpec.Accessor(type, first, null));
        spec.move(first * TypeGraph.sizeOf(types, type) * Byte.SIZE);
        for (final int index : numbers.subList(1, numbers.size())) {
            type = TypeGraph.resolve(types, type);
            spec.step(index);
            type = switch (types.type(type)) {
                case final BtfType.Struct struct -> toMember(type, struct, index);
                case final BtfType.Array array -> toElement(array, index);
                default -> throw wrong();
            };
        }
    }

    private int toMember(final int type, final BtfType.Struct struct, final int index) throws UnusableTypeException {
        if (index >= struct.members().size()) {
            throw wrong();
        }
        final BtfType.Member member = struct.members().get(index);
        spec.move(Integer.toUnsignedLong(member.bitOffset()));
        if (!member.name().isEmpty()) {
            spec.access(new AccessSpec.Accessor(type, index, member.name()));
        }
        return member.type();
    }

    private int toElement(final BtfType.Array array, final int index) throws UnusableTypeException {
        final int element = TypeGraph.resolve(types, array.type());
        if (Integer.compareUnsigned(index, array.elements()) >= 0
                && !TypeGraph.isFlexible(types, spec.accessors().getLast(), array)) {
            throw wrong();
        }
        spec.access(new AccessSpec.Accessor(element, index, null));
        spec.move(index * TypeGraph.sizeOf(types, element) * Byte.SIZE);
        return element;
    }

    private static UnusableTypeException wrong() {
        return new UnusableTypeException(Errno.EINVAL);
    }
}
