package io.bpfarena.runtime.btf.core;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.btf.BtfType;
import java.util.List;

/**
 * Whether a type of the target has all that the object's has, in any order (relo_core.c, __bpf_core_types_match): each
 * member by name and type, each value by name; what pointers lead to by name and kind only.
 */
final class TypeMatching {
    private static final int MAX_DEPTH = 32;

    private final Btf local;
    private final Btf target;
    private final Effort effort;

    TypeMatching(final Btf local, final Btf target, final Effort effort) {
        this.local = local;
        this.target = target;
        this.effort = effort;
    }

    boolean matches(final int localType, final int targetType) throws UnusableTypeException {
        return matches(localType, targetType, false, MAX_DEPTH);
    }

    private boolean matches(final int localRoot, final int targetRoot, final boolean fromPointer, final int level)
            throws UnusableTypeException {
        if (level <= 0) {
            throw new UnusableTypeException(Errno.EINVAL);
        }
        boolean behindPointer = fromPointer;
        int localType = localRoot;
        int targetType = targetRoot;
        for (int depth = 0; depth < MAX_DEPTH; depth++) {
            effort.spend();
            final BtfType one = local.type(TypeGraph.resolve(local, localType));
            final BtfType other = target.type(TypeGraph.resolve(target, targetType));
            if (!namesMatch(TypeGraph.nameOf(one), TypeGraph.nameOf(other))) {
                return false;
            }
            switch (one) {
                case BtfType.Void _ -> {
                    return other instanceof BtfType.Void;
                }
                case BtfType.Forward forward -> {
                    return matchesForward(forward, other, behindPointer);
                }
                case BtfType.Enumeration enumeration -> {
                    return other instanceof final BtfType.Enumeration its && matches(enumeration, its);
                }
                case BtfType.Struct struct -> {
                    return behindPointer
                            ? TypeGraph.sameKind(struct, other)
                                    || other instanceof final BtfType.Forward its && its.union() == struct.union()
                            : TypeGraph.sameKind(struct, other) && matches(struct, (BtfType.Struct) other, level);
                }
                case BtfType.Int number -> {
                    return other instanceof final BtfType.Int its && its.size() == number.size()
                            && ((its.encoding() ^ number.encoding()) & BtfType.Int.SIGNED) == 0;
                }
                case BtfType.Pointer pointer when other instanceof final BtfType.Pointer its -> {
                    behindPointer = true;
                    localType = pointer.type();
                    targetType = its.type();
                }
                case BtfType.Array array when other instanceof final BtfType.Array its
                        && its.elements() == array.elements() -> {
                    localType = array.type();
                    targetType = its.type();
                }
                case BtfType.Prototype prototype when other instanceof final BtfType.Prototype its -> {
                    if (!parametersMatch(prototype.parameters(), its.parameters(), behindPointer, level)) {
                        return false;
                    }
                    localType = prototype.returnType();
                    targetType = its.returnType();
                }
                default -> {
                    return false;
                }
            }
        }
        throw new UnusableTypeException(Errno.EINVAL);
    }

    private static boolean matchesForward(
            final BtfType.Forward forward, final BtfType other, final boolean behindPointer) {
        return switch (other) {
            case BtfType.Forward its -> its.union() == forward.union();
            case BtfType.Struct its -> behindPointer && its.union() == forward.union();
            default -> false;
        };
    }

    /** Each value must be there; they may have other numbers. */
    private boolean matches(final BtfType.Enumeration one, final BtfType.Enumeration other)
            throws UnusableTypeException {
        if (one.size() != other.size() || one.values().size() > other.values().size()) {
            return false;
        }
        for (final BtfType.Enumerator wanted : one.values()) {
            boolean found = false;
            for (int i = 0; i < other.values().size() && !found; i++) {
                effort.spend();
                found = namesMatch(wanted.name(), other.values().get(i).name());
            }
            if (!found) {
                return false;
            }
        }
        return true;
    }

    private boolean matches(final BtfType.Struct one, final BtfType.Struct other, final int level)
            throws UnusableTypeException {
        if (one.members().size() > other.members().size()) {
            return false;
        }
        for (final BtfType.Member wanted : one.members()) {
            boolean found = false;
            for (int i = 0; i < other.members().size() && !found; i++) {
                final BtfType.Member member = other.members().get(i);
                effort.spend();
                found = namesMatch(wanted.name(), member.name())
                        && matches(wanted.type(), member.type(), false, level - 1);
            }
            if (!found) {
                return false;
            }
        }
        return true;
    }

    private boolean parametersMatch(
            final List<BtfType.Parameter> one, final List<BtfType.Parameter> other, final boolean behindPointer,
            final int level) throws UnusableTypeException {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (!matches(one.get(i).type(), other.get(i).type(), behindPointer, level - 1)) {
                return false;
            }
        }
        return true;
    }

    private static boolean namesMatch(final String one, final String other) {
        return other.isEmpty() ? one.isEmpty() : EssentialName.same(one, other);
    }
}
