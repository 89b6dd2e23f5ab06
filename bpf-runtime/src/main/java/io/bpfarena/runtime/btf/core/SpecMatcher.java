package io.bpfarena.runtime.btf.core;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.btf.BtfType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the object's way again in a type of the target (relo_core.c, bpf_core_spec_match). Members go by name, wherever
 * they are, within anonymous structures too; elements go by number.
 */
final class SpecMatcher {
    private final AccessSpec local;
    private final AccessSpec target;
    private final TypeCompatibility compatibility;
    private final Effort effort;

    SpecMatcher(final AccessSpec local, final AccessSpec target, final Effort effort) {
        this.local = local;
        this.target = target;
        this.compatibility = new TypeCompatibility(local.types(), target.types(), effort);
        this.effort = effort;
    }

    /** Whether it is there; the way is then in the target's specification. */
    boolean matches() throws UnusableTypeException {
        return switch (local.kind().subject()) {
            case TYPE -> local.kind() == RelocationKind.TYPE_MATCHES
                    ? new TypeMatching(local.types(), target.types(), effort)
                            .matches(local.rootType(), target.rootType())
                    : compatibility.ofTypes(local.rootType(), target.rootType());
            case ENUMERATOR -> matchesEnumerator();
            case FIELD -> matchesField();
        };
    }

    private boolean matchesEnumerator() throws UnusableTypeException {
        final int type = TypeGraph.resolve(target.types(), target.rootType());
        if (!(target.types().type(type) instanceof final BtfType.Enumeration enumeration)) {
            return false;
        }
        final String wanted = local.accessors().getFirst().name();
        final List<BtfType.Enumerator> values = enumeration.values();
        for (int i = 0; i < values.size(); i++) {
            effort.spend();
            if (EssentialName.same(wanted, values.get(i).name())) {
                target.step(i);
                target.access(new AccessSpec.Accessor(type, i, values.get(i).name()));
                return true;
            }
        }
        return false;
    }

    private boolean matchesField() throws UnusableTypeException {
        final Btf types = target.types();
        int type = target.rootType();
        for (int i = 0; i < local.accessors().size(); i++) {
            final AccessSpec.Accessor wanted = local.accessors().get(i);
            type = TypeGraph.resolve(types, type);
            if (wanted.name() != null) {
                final MemberSearch search = new MemberSearch(wanted);
                if (!search.find(type)) {
                    return false;
                }
                type = search.found;
            } else {
                // The first step is among elements of the root type itself, as if it were in an array of them.
                if (i > 0) {
                    if (!(types.type(type) instanceof final BtfType.Array array)
                            || Integer.compareUnsigned(wanted.index(), array.elements()) >= 0
                            && !TypeGraph.isFlexible(types, target.accessors().getLast(), array)) {
                        return false;
                    }
                    type = TypeGraph.resolve(types, array.type());
                }
                target.step(wanted.index());
                target.access(new AccessSpec.Accessor(type, wanted.index(), null));
                target.move(wanted.index() * TypeGraph.sizeOf(types, type) * Byte.SIZE);
            }
        }
        return true;
    }

    /** Looks for one member (bpf_core_match_member). */
    private final class MemberSearch {
        private final AccessSpec.Accessor wanted;
        private final BtfType.Member localMember;
        /** Structures that do not have it; one that is embedded twice need not be searched twice. */
        private final Set<Integer> without = new HashSet<>();
        private int found;
        private boolean incompatible;

        MemberSearch(final AccessSpec.Accessor wanted) {
            this.wanted = wanted;
            this.localMember = ((BtfType.Struct) local.types().type(wanted.type())).members().get(wanted.index());
        }

        boolean find(final int start) throws UnusableTypeException {
            final int type = TypeGraph.resolve(target.types(), start);
            if (!(target.types().type(type) instanceof final BtfType.Struct struct) || !without.add(type)) {
                return false;
            }
            for (int i = 0; i < struct.members().size(); i++) {
                final BtfType.Member member = struct.members().get(i);
                effort.spend();
                target.step(i);
                target.move(Integer.toUnsignedLong(member.bitOffset()));
                if (member.name().isEmpty()) {
                    if (find(member.type())) {
                        return true;
                    }
                    if (incompatible) {
                        return false;
                    }
                } else if (member.name().equals(wanted.name())) {
                    found = member.type();
                    incompatible = !compatibility.ofFields(localMember.type(), member.type());
                    if (!incompatible) {
                        target.access(new AccessSpec.Accessor(type, i, member.name()));
                    }
                    return !incompatible;
                }
                target.move(-Integer.toUnsignedLong(member.bitOffset()));
                target.stepBack();
            }
            return false;
        }
    }
}
