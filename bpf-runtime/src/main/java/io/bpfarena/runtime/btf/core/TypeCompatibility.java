package io.bpfarena.runtime.btf.core;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.btf.BtfType;

/** Whether a type of the target can stand for one of the object, though it looks different. */
final class TypeCompatibility {
    private static final int MAX_DEPTH = 32;

    private final Btf local;
    private final Btf target;
    private final Effort effort;

    TypeCompatibility(final Btf local, final Btf target, final Effort effort) {
        this.local = local;
        this.target = target;
        this.effort = effort;
    }

    /**
     * For fields (bpf_core_fields_are_compat): any structure for any structure, any integer for any integer, arrays by
     * their elements; enumerations and forward declarations by name, if both have one.
     */
    boolean ofFields(final int localField, final int targetField) throws UnusableTypeException {
        int localType = localField;
        int targetType = targetField;
        for (int depth = 0; depth < MAX_DEPTH; depth++) {
            effort.spend();
            final BtfType one = local.type(TypeGraph.resolve(local, localType));
            final BtfType other = target.type(TypeGraph.resolve(target, targetType));
            if (one instanceof BtfType.Struct && other instanceof BtfType.Struct) {
                return true;
            }
            if (!TypeGraph.sameKind(one, other)) {
                return false;
            }
            switch (one) {
                case BtfType.Pointer _, BtfType.FloatingPoint _ -> {
                    return true;
                }
                case BtfType.Forward _, BtfType.Enumeration _ -> {
                    return one.name().isEmpty() || other.name().isEmpty()
                            || EssentialName.same(one.name(), other.name());
                }
                case BtfType.Int number -> {
                    return areWhole(number, (BtfType.Int) other);
                }
                case BtfType.Array array -> {
                    localType = array.type();
                    targetType = ((BtfType.Array) other).type();
                }
                default -> {
                    return false;
                }
            }
        }
        throw new UnusableTypeException(Errno.EINVAL);
    }

    /** For types asked for by name (bpf_core_types_are_compat): the kind counts, and what pointers lead to. */
    boolean ofTypes(final int localType, final int targetType) throws UnusableTypeException {
        return ofTypes(localType, targetType, MAX_DEPTH);
    }

    private boolean ofTypes(final int localRoot, final int targetRoot, final int level) throws UnusableTypeException {
        if (!TypeGraph.sameKind(local.type(localRoot), target.type(targetRoot))) {
            return false;
        }
        int localType = localRoot;
        int targetType = targetRoot;
        for (int depth = 0; depth < MAX_DEPTH; depth++) {
            effort.spend();
            final BtfType one = local.type(TypeGraph.resolve(local, localType));
            final BtfType other = target.type(TypeGraph.resolve(target, targetType));
            if (!TypeGraph.sameKind(one, other)) {
                return false;
            }
            switch (one) {
                case BtfType.Void _, BtfType.Struct _, BtfType.Enumeration _, BtfType.Forward _ -> {
                    return true;
                }
                case BtfType.Int number -> {
                    return areWhole(number, (BtfType.Int) other);
                }
                case BtfType.Pointer pointer -> {
                    localType = pointer.type();
                    targetType = ((BtfType.Pointer) other).type();
                }
                case BtfType.Array array -> {
                    localType = array.type();
                    targetType = ((BtfType.Array) other).type();
                }
                case BtfType.Prototype prototype -> {
                    if (!parametersAreCompatible(prototype, (BtfType.Prototype) other, level)) {
                        return false;
                    }
                    localType = prototype.returnType();
                    targetType = ((BtfType.Prototype) other).returnType();
                }
                default -> {
                    return false;
                }
            }
        }
        throw new UnusableTypeException(Errno.EINVAL);
    }

    private boolean parametersAreCompatible(
            final BtfType.Prototype one, final BtfType.Prototype other, final int level) throws UnusableTypeException {
        if (one.parameters().size() != other.parameters().size()) {
            return false;
        }
        for (int i = 0; i < one.parameters().size(); i++) {
            if (level <= 0) {
                throw new UnusableTypeException(Errno.EINVAL);
            }
            if (!ofTypes(TypeGraph.resolve(local, one.parameters().get(i).type()),
                    TypeGraph.resolve(target, other.parameters().get(i).type()), level - 1)) {
                return false;
            }
        }
        return true;
    }

    /** Integers that are parts of others are how bit-fields were once described; they fit nothing. */
    private static boolean areWhole(final BtfType.Int one, final BtfType.Int other) {
        return one.bitOffset() == 0 && other.bitOffset() == 0;
    }
}
