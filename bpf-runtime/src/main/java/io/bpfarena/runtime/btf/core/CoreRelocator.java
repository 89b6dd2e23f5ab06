package io.bpfarena.runtime.btf.core;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.btf.BtfExt;
import io.bpfarena.runtime.btf.BtfType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Resolves the relocations of an object against a target (relo_core.c, bpf_core_calc_relo_insn). Candidates that did
 * not fit one relocation are out for the next of the same type, so their order matters. One thread at a time.
 */
public final class CoreRelocator {
    private final Btf local;
    private final Optional<Btf> target;
    private final Map<Integer, List<Integer>> candidates = new HashMap<>();
    private final Effort effort = new Effort();
    private CandidateIndex index;

    /**
     * Nothing is done yet.
     *
     * @param local  types of the object.
     * @param target types of what the object is to run on; without them only numbers of local types can be resolved.
     */
    public CoreRelocator(final Btf local, final Optional<Btf> target) {
        this.local = local;
        this.target = target;
    }

    /**
     * Resolves a relocation.
     *
     * @param place      for messages: {@code prog 'dump': relo #0}.
     * @param relocation as in .BTF.ext of the object.
     * @return what it came to; also if the target has nothing for it.
     * @throws CoreRelocationException if it makes no sense, candidates do not agree, or there is no target.
     */
    public Resolution resolve(final String place, final BtfExt.CoreRelocation relocation)
            throws CoreRelocationException {
        final BtfType type = local.type(relocation.type());
        final String name = TypeGraph.nameOf(type);
        final RelocationKind kind = kind(place, relocation);
        final AccessSpec spec;
        try {
            spec = SpecParser.parse(local, relocation, kind);
        } catch (final UnusableTypeException e) {
            throw wrong(place, Errno.EINVAL, "parsing [%d] %s %s + %s failed: %s".formatted(relocation.type(),
                    TypeGraph.kindOf(type), name.isEmpty() ? "<anon>" : name, relocation.access(), e.errno()));
        }
        if (kind == RelocationKind.TYPE_ID_LOCAL) {
            // What is in the instruction may be out of date: linking objects renumbers their types.
            return Resolution.ofValue(place, spec, spec.rootType(), spec.rootType(), false);
        }
        if (name.isEmpty()) {
            throw wrong(place, Errno.EOPNOTSUPP, "<%s> (%d) relocation doesn't support anonymous types"
                    .formatted(kind.label(), kind.ordinal()));
        }
        if (target.isEmpty()) {
            throw wrong(place, Errno.ESRCH,
                    "%s depends on types of a target, but no target BTF was given".formatted(spec));
        }
        try {
            return among(candidates(relocation.type(), type), place, relocation, spec);
        } catch (final FieldValue.ImpossibleException e) {
            throw wrong(place, e.errno(), "relo %d at insn #%d %s"
                    .formatted(kind.ordinal(), relocation.offset() / Long.BYTES, e.getMessage()));
        } catch (final UnusableTypeException e) {
            throw wrong(place, e.errno(), "%s cannot be computed: %s".formatted(spec, e.errno()));
        }
    }

    private static RelocationKind kind(final String place, final BtfExt.CoreRelocation relocation)
            throws CoreRelocationException {
        final int number = relocation.kind();
        if (number < 0 || number >= RelocationKind.values().length) {
            throw wrong(place, Errno.EOPNOTSUPP, "unrecognized CO-RE relocation unknown (%s) at insn #%d"
                    .formatted(Integer.toUnsignedString(number), relocation.offset() / Long.BYTES));
        }
        return RelocationKind.values()[number];
    }

    private List<Integer> candidates(final int number, final BtfType type) {
        if (index == null) {
            index = new CandidateIndex(target.orElseThrow());
        }
        return candidates.computeIfAbsent(number, key -> index.find(type));
    }

    private Resolution among(
            final List<Integer> types, final String place, final BtfExt.CoreRelocation relocation,
            final AccessSpec spec)
            throws CoreRelocationException, UnusableTypeException, FieldValue.ImpossibleException {
        final List<Integer> fitting = new ArrayList<>();
        AccessSpec found = null;
        Resolution resolution = null;
        for (int i = 0; i < types.size(); i++) {
            final AccessSpec candidate = new AccessSpec(target.orElseThrow(), types.get(i), spec.kind());
            if (!matches(spec, candidate, place, i)) {
                continue;
            }
            final Resolution its = RelocationValue.of(place, spec, candidate);
            if (found == null) {
                found = candidate;
                resolution = its;
            } else if (candidate.bitOffset() != found.bitOffset()) {
                throw wrong(place, Errno.EINVAL, "%s: field offset ambiguity: %d != %d"
                        .formatted(spec, candidate.bitOffset(), found.bitOffset()));
            } else if (!its.agreesWith(resolution)) {
                throw wrong(place, Errno.EINVAL, "%s: relocation decision ambiguity: %s != %s"
                        .formatted(spec, its.decision(), resolution.decision()));
            }
            fitting.add(types.get(i));
        }
        if (found == null) {
            return RelocationValue.ofMissing(place, spec);
        }
        candidates.put(relocation.type(), fitting);
        return resolution;
    }

    private boolean matches(final AccessSpec spec, final AccessSpec candidate, final String place, final int number)
            throws CoreRelocationException {
        try {
            effort.spend();
            return new SpecMatcher(spec, candidate, effort).matches();
        } catch (final UnusableTypeException e) {
            throw wrong(place, e.errno(),
                    "error matching candidate #%d %s: %s".formatted(number, candidate, e.errno()));
        }
    }

    private static CoreRelocationException wrong(final String place, final Errno errno, final String message) {
        return new CoreRelocationException(errno, "%s: %s".formatted(place, message));
    }
}
