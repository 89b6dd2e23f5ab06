package io.bpfarena.runtime.btf;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The types of an object or kernel, by number. Immutable as far as callers can tell; any thread. */
public final class Btf {
    /** Name of the ELF section. */
    public static final String SECTION = ".BTF";

    private final List<BtfType> types;
    private final BtfStrings strings;
    private final ByteBuffer section;

    Btf(final List<BtfType> types, final BtfStrings strings, final ByteBuffer section) {
        this.types = List.copyOf(types);
        this.strings = strings;
        this.section = section.asReadOnlyBuffer();
    }

    /**
     * Reads a .BTF section.
     *
     * @param section its bytes, from 0 to the limit; not kept.
     * @return the types.
     * @throws BtfFormatException for whatever is wrong with it.
     */
    public static Btf read(final ByteBuffer section) throws BtfFormatException {
        final ByteBuffer copy = ByteBuffer.allocate(Math.min(section.limit(), BtfLimits.SECTION_SIZE + 1));
        copy.put(0, section, 0, copy.limit());
        return BtfReader.read(copy.asReadOnlyBuffer());
    }

    /** {@return the section that it was read from: read-only, position 0} */
    public ByteBuffer section() {
        return section.duplicate();
    }

    /** {@return how many types there are, {@code void} included; their numbers are below} */
    public int size() {
        return types.size();
    }

    /**
     * A type by number.
     *
     * @param number from 0.
     * @return the type.
     * @throws IndexOutOfBoundsException if there is none; numbers within types are always good.
     */
    public BtfType type(final int number) {
        return types.get(number);
    }

    /**
     * Finds a type.
     *
     * @param name its name.
     * @param kind its kind.
     * @return its number.
     */
    public OptionalInt find(final String name, final Class<? extends BtfType> kind) {
        for (int i = 1; i < types.size(); i++) {
            if (kind.isInstance(types.get(i)) && types.get(i).name().equals(name)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /**
     * Follows typedefs, qualifiers and type tags (skip_mods_and_typedefs).
     *
     * @param number of a type.
     * @return number of the first type that is none of these.
     * @throws BtfFormatException if there are more than 32 of them, or they go in a circle.
     */
    public int resolve(final int number) throws BtfFormatException {
        int current = number;
        for (int depth = 0; depth <= BtfLimits.RESOLVE_DEPTH; depth++) {
            if (!(types.get(current) instanceof BtfType.Modifier modifier)) {
                return current;
            }
            current = modifier.type();
        }
        throw tooDeep(number);
    }

    /**
     * The size of a type (btf__resolve_size).
     *
     * @param number of a type.
     * @return bytes.
     * @throws BtfFormatException if it has none, or none below 4 GiB, or it contains itself.
     */
    public long sizeOf(final int number) throws BtfFormatException {
        long elements = 1;
        int current = number;
        for (int depth = 0; depth <= BtfLimits.RESOLVE_DEPTH; depth++) {
            final long size;
            switch (types.get(current)) {
                case BtfType.Int type -> size = type.size();
                case BtfType.Struct type -> size = type.size();
                case BtfType.Enumeration type -> size = type.size();
                case BtfType.FloatingPoint type -> size = type.size();
                case BtfType.DataSection type -> size = type.size();
                case BtfType.Pointer _ -> size = Long.BYTES;
                case BtfType.Modifier type -> {
                    current = type.type();
                    continue;
                }
                case BtfType.Variable type -> {
                    current = type.type();
                    continue;
                }
                case BtfType.DeclarationTag type -> {
                    current = type.type();
                    continue;
                }
                case BtfType.Array type -> {
                    elements = checkSize(elements * Integer.toUnsignedLong(type.elements()), number);
                    current = type.type();
                    continue;
                }
                case BtfType.Void _, BtfType.Forward _, BtfType.Function _, BtfType.Prototype _ ->
                    throw new BtfFormatException(SECTION, -1,
                            "type %d (%s) has no size".formatted(current, describe(current)));
            }
            return checkSize(elements * size, number);
        }
        throw tooDeep(number);
    }

    private static long checkSize(final long size, final int number) throws BtfFormatException {
        final long limit = 0xFFFF_FFFFL;
        if (Long.compareUnsigned(size, limit) > 0) {
            throw new BtfFormatException(SECTION, -1, "type %d is larger than 4 GiB".formatted(number));
        }
        return size;
    }

    private static BtfFormatException tooDeep(final int number) {
        return new BtfFormatException(SECTION, -1,
                "type %d: more than %d types that refer to each other".formatted(number, BtfLimits.RESOLVE_DEPTH));
    }

    /**
     * A type as one would write it in C, without a name declared: {@code int[4]}, {@code struct node *}.
     *
     * @param number of a type.
     * @return its text, for people; cut short where types go in a circle.
     */
    public String describe(final int number) {
        return BtfDescription.of(this, number);
    }

    /**
     * All types as bpftool prints them ({@code bpftool btf dump ... format raw}): a line each, and one for each member.
     *
     * @return the lines.
     */
    public Stream<String> dump() {
        return IntStream.range(1, types.size()).boxed().flatMap(number -> BtfDump.of(this, number));
    }

    /**
     * All types as a C header ({@code bpftool btf dump ... format c}), in which a compiler lays them out alike.
     *
     * @return the header.
     * @throws BtfFormatException if they cannot be written in C, since they contain themselves or nest too deep.
     */
    public String header() throws BtfFormatException {
        return CHeader.of(this);
    }

    BtfStrings strings() {
        return strings;
    }
}
