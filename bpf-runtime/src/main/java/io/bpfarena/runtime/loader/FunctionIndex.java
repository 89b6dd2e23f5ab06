package io.bpfarena.runtime.loader;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Functions by the place of their first instruction. */
final class FunctionIndex {
    private final Map<Integer, TreeMap<Integer, Function>> sections = new HashMap<>();

    FunctionIndex(final List<Function> functions) {
        for (final Function function : functions) {
            sections.computeIfAbsent(function.section().index(), index -> new TreeMap<>())
                    .putIfAbsent(function.start(), function);
        }
    }

    /** The function that a slot belongs to. */
    Optional<Function> containing(final int section, final int slot) {
        return Optional.ofNullable(sections.getOrDefault(section, new TreeMap<>()).floorEntry(slot))
                .map(Map.Entry::getValue).filter(function -> slot < function.end());
    }

    /** The function that starts at a slot. */
    Optional<Function> startingAt(final int section, final long slot) {
        return slot != (int) slot
                ? Optional.empty()
                : Optional.ofNullable(sections.getOrDefault(section, new TreeMap<>()).get((int) slot));
    }
}
