package io.bpfarena.broker.program;

import io.bpfarena.runtime.LoadedObject;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** An object that the broker hosts. Used by the control agent's thread alone, but for what {@link #loaded()} allows. */
public final class HostedObject {
    private final int id;
    private final LoadedObject loaded;
    private final List<HostedProgram> programs;
    private final List<HostedMap> maps;
    private int users;

    HostedObject(
            final int id, final LoadedObject loaded, final List<HostedProgram> programs, final List<HostedMap> maps) {
        this.id = id;
        this.loaded = loaded;
        this.programs = List.copyOf(programs);
        this.maps = List.copyOf(maps);
    }

    /** {@return its number, from 1 upwards, never used again} */
    public int id() {
        return id;
    }

    /** {@return its name} */
    public String name() {
        return loaded.name();
    }

    /** {@return the object as the runtime has it} */
    public LoadedObject loaded() {
        return loaded;
    }

    /** {@return its programs} */
    public List<HostedProgram> programs() {
        return programs;
    }

    /**
     * Finds a program.
     *
     * @param name of the program.
     * @return the program.
     */
    public Optional<HostedProgram> program(final String name) {
        return programs.stream().filter(program -> program.program().name().equals(name)).findFirst();
    }

    /** {@return its maps} */
    public List<HostedMap> maps() {
        return maps;
    }

    /** {@return its arenas} */
    public Stream<HostedArena> arenas() {
        return maps.stream().map(HostedMap::arena).filter(Objects::nonNull);
    }

    /** {@return how many tasks of the workers use it} */
    int users() {
        return users;
    }

    /**
     * Counts tasks of the workers.
     *
     * @param change 1 or -1.
     */
    void addUsers(final int change) {
        users += change;
    }
}
