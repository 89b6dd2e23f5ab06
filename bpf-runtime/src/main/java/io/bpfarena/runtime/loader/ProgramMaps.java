package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.map.BpfMap;
import java.util.Map;
import java.util.Optional;

/**
 * The maps of an object that is being loaded.
 *
 * @param byDefinition   those that exist.
 * @param bySection      those of globals, by section; {@code .addr_space.1} gives the arena.
 * @param arenaDataStart bytes from the start of the arena to its globals.
 */
record ProgramMaps(Map<MapDefinition, BpfMap> byDefinition, Map<String, BpfMap> bySection, long arenaDataStart) {
    BpfMap map(final MapDefinition definition) {
        return Optional.ofNullable(byDefinition.get(definition)).orElseThrow();
    }

    /** The map whose value holds a section of globals. */
    BpfMap map(final DataSection data) {
        return Optional.ofNullable(bySection.get(data.name())).orElseThrow();
    }

    /** The map of the kernel's settings. */
    BpfMap ofSettings() {
        return Optional.ofNullable(bySection.get(KernelSettings.SECTION)).orElseThrow();
    }

    /** Bytes from the start of that map's value to those of the section. */
    long start(final DataSection data) {
        return data.kind() == DataSection.Kind.ARENA ? arenaDataStart : 0;
    }
}
