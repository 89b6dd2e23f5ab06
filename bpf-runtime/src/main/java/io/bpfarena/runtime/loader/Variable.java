package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.btf.BtfFormatException;
import io.bpfarena.runtime.btf.BtfType;
import java.util.Optional;

/** A global variable of an object. Immutable. */
public final class Variable {
    private final String name;
    private final String section;
    private final int offset;
    private final int size;
    private final Optional<Btf> types;
    private final int type;
    private final String typeName;

    Variable(
            final String name, final String section, final int offset, final int size, final Optional<Btf> types,
            final int type) {
        this(name, section, offset, size, types, type, null);
    }

    private Variable(
            final String name, final String section, final int offset, final int size, final Optional<Btf> types,
            final int type, final String typeName) {
        this.typeName = typeName;
        this.name = name;
        this.section = section;
        this.offset = offset;
        this.size = size;
        this.types = types;
        this.type = type;
    }

    /**
     * The variable in a map whose value may have been given another size: the last one, if it is an array, gets as many
     * elements as there is room for (libbpf.c, map_btf_datasec_resize).
     *
     * @return empty if it does not fit.
     */
    Optional<Variable> within(final long valueSize, final boolean last) {
        final long room = valueSize - offset;
        final long element = last ? elementSize() : 0;
        if (element > 0 && room >= 0 && room != size && room % element == 0 && room <= Integer.MAX_VALUE) {
            return Optional.of(new Variable(name, section, offset, (int) room, types, type,
                    typeName().replaceFirst("\\[\\d+]", "[" + room / element + "]")));
        }
        return room >= size ? Optional.of(this) : Optional.empty();
    }

    /** Bytes in an element, 0 if it is no array. */
    private long elementSize() {
        try {
            return types.isPresent()
                    && types.get().type(types.get().resolve(type)) instanceof final BtfType.Array array
                    ? types.get().sizeOf(array.type()) : 0;
        } catch (final BtfFormatException e) {
            // What has no size cannot be counted.
            return 0;
        }
    }

    /** {@return its name, as in C} */
    public String name() {
        return name;
    }

    /** {@return the ELF section it is in, such as {@code .bss}} */
    public String section() {
        return section;
    }

    /** {@return bytes from the start of the section} */
    public int offset() {
        return offset;
    }

    /** {@return bytes} */
    public int size() {
        return size;
    }

    /** {@return its type as in C, such as {@code int[4]} or {@code struct node *}; empty without type information} */
    public String typeName() {
        return typeName == null ? types.map(btf -> btf.describe(type)).orElse("") : typeName;
    }

    @Override
    public String toString() {
        return "%s %s (%s+%d, %d bytes)".formatted(typeName(), name, section, offset, size);
    }
}
