package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.program.LinkedProgram;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An object that was loaded: its maps exist, its programs are linked against them.
 *
 * @param name           the object's name.
 * @param maps           in the order of their definitions.
 * @param dataMaps       those of globals, by section; {@code .addr_space.1} gives the arena.
 * @param programs       those that were to be loaded.
 * @param variables      global variables.
 * @param arenaDataStart bytes from the start of the arena to its globals.
 * @param btf            types, if it has any.
 * @param mapTypes       what is known of keys and values of the maps, in the maps' order.
 * @param programSlots   programs that belong into arrays of programs once they are prepared.
 */
public record LinkedObject(
        String name, List<BpfMap> maps, Map<String, BpfMap> dataMaps, List<LinkedProgram> programs,
        List<Variable> variables, long arenaDataStart, Optional<Btf> btf, List<MapTypes> mapTypes,
        List<ProgramSlot> programSlots) implements AutoCloseable {

    /** Copies the collections. */
    public LinkedObject {
        maps = List.copyOf(maps);
        dataMaps = Map.copyOf(dataMaps);
        programs = List.copyOf(programs);
        variables = List.copyOf(variables);
        mapTypes = List.copyOf(mapTypes);
        programSlots = List.copyOf(programSlots);
    }

    /**
     * Finds a map.
     *
     * @param nameOrSection of the map, or the section of globals.
     * @return the map.
     */
    public Optional<BpfMap> map(final String nameOrSection) {
        return maps.stream().filter(map -> map.name().equals(nameOrSection)).findFirst()
                .or(() -> Optional.ofNullable(dataMaps.get(nameOrSection)));
    }

    /** Closes the maps, the last first. */
    @Override
    public void close() {
        maps.reversed().forEach(BpfMap::close);
    }
}
