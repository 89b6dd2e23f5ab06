package io.bpfarena.runtime.btf.core;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.btf.BtfFormatException;
import io.bpfarena.runtime.btf.BtfType;

/** Walks on types that are common to all that compare them. */
final class TypeGraph {
    private TypeGraph() {
    }

    /** Number of the type behind typedefs, qualifiers and type tags (skip_mods_and_typedefs). */
    static int resolve(final Btf types, final int type) throws UnusableTypeException {
        try {
            return types.resolve(type);
        } catch (final BtfFormatException e) {
            throw unusable(e);
        }
    }

    /** Bytes in a type (btf__resolve_size). */
    static long sizeOf(final Btf types, final int type) throws UnusableTypeException {
        try {
            return types.sizeOf(type);
        } catch (final BtfFormatException e) {
            throw unusable(e);
        }
    }

    /** Bytes in an element of an array of any dimension; of any other type its own. */
    static long elementSizeOf(final Btf types, final int type) throws UnusableTypeException {
        int current = resolve(types, type);
        for (int depth = 0; types.type(current) instanceof final BtfType.Array array; depth++) {
            if (depth == Byte.MAX_VALUE) {
                throw new UnusableTypeException(Errno.EINVAL);
            }
            current = resolve(types, array.type());
        }
        return sizeOf(types, current);
    }

    private static UnusableTypeException unusable(final BtfFormatException cause) {
        final UnusableTypeException unusable = new UnusableTypeException(Errno.EINVAL);
        unusable.initCause(cause);
        return unusable;
    }

    /** Whether two types are of the same kind; enumerations of 32 and 64 bits are (btf_kind_core_compat). */
    static boolean sameKind(final BtfType one, final BtfType other) {
        return switch (one) {
            case BtfType.Struct struct -> other instanceof final BtfType.Struct its && its.union() == struct.union();
            case BtfType.Qualifier qualifier -> other instanceof final BtfType.Qualifier its
                    && its.kind() == qualifier.kind();
            default -> one.getClass() == other.getClass();
        };
    }

    /**
     * Whether an array is the last member of a structure and says 0 elements, so that it has as many as there are
     * (is_flex_arr).
     */
    static boolean isFlexible(final Btf types, final AccessSpec.Accessor enclosing, final BtfType.Array array) {
        return enclosing.name() != null && array.elements() == 0
                && types.type(enclosing.type()) instanceof final BtfType.Struct struct
                && enclosing.index() == struct.members().size() - 1;
    }

    /** Name of a type as BTF stores it: that of {@code void} is empty. */
    static String nameOf(final BtfType type) {
        return type instanceof BtfType.Void ? "" : type.name();
    }

    /** Name of a kind as libbpf prints it (btf_kind_str). */
    static String kindOf(final BtfType type) {
        return switch (type) {
            case BtfType.Void _ -> "void";
            case BtfType.Int _ -> "int";
            case BtfType.Pointer _ -> "ptr";
            case BtfType.Array _ -> "array";
            case BtfType.Struct struct -> struct.union() ? "union" : "struct";
            case BtfType.Enumeration enumeration -> enumeration.wide() ? "enum64" : "enum";
            case BtfType.Forward _ -> "fwd";
            case BtfType.Typedef _ -> "typedef";
            case BtfType.Qualifier qualifier -> switch (qualifier.kind()) {
                case VOLATILE -> "volatile";
                case CONST -> "const";
                case RESTRICT -> "restrict";
            };
            case BtfType.Function _ -> "func";
            case BtfType.Prototype _ -> "func_proto";
            case BtfType.Variable _ -> "var";
            case BtfType.DataSection _ -> "datasec";
            case BtfType.FloatingPoint _ -> "float";
            case BtfType.DeclarationTag _ -> "decl_tag";
            case BtfType.TypeTag _ -> "type_tag";
        };
    }
}
