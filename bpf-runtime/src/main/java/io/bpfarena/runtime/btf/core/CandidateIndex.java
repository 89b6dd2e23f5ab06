package io.bpfarena.runtime.btf.core;

import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.btf.BtfType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The types of a target by name without flavor, so that a search does not go through all of them: a kernel has some
 * 150,000 (bpf_core_add_cands of libbpf does, for each type anew).
 */
final class CandidateIndex {
    private final Btf target;
    private final Map<String, List<Integer>> byName = new HashMap<>();

    CandidateIndex(final Btf target) {
        this.target = target;
        for (int i = 1; i < target.size(); i++) {
            final String name = target.type(i).name();
            if (!name.isEmpty()) {
                byName.computeIfAbsent(EssentialName.of(name), key -> new ArrayList<>(1)).add(i);
            }
        }
    }

    /** Numbers of the types that have the name and kind of another, in their order. */
    List<Integer> find(final BtfType wanted) {
        return byName.getOrDefault(EssentialName.of(wanted.name()), List.of()).stream()
                .filter(candidate -> TypeGraph.sameKind(wanted, target.type(candidate))).toList();
    }
}
