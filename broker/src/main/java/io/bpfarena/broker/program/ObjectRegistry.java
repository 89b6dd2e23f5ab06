package io.bpfarena.broker.program;

import io.bpfarena.broker.page.SharedArenaMemory;
import io.bpfarena.broker.session.RefusedException;
import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.LoadedObject;
import io.bpfarena.runtime.LoadedProgram;
import io.bpfarena.runtime.arena.ArenaMap;
import io.bpfarena.runtime.map.BpfMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * The objects that the broker hosts, by name and number. A name is taken from when its load begins to when its unload
 * has ended, so that two of one name never meet in the directory. Used by the control agent's thread alone.
 */
public final class ObjectRegistry {
    private final int maxObjects;
    private final Set<String> takenNames = new HashSet<>();
    private final Map<String, HostedObject> byName = new HashMap<>();
    private final TreeMap<Integer, HostedObject> byId = new TreeMap<>();
    private final Int2ObjectHashMap<HostedArena> arenas = new Int2ObjectHashMap<>();
    private int lastObjectId;
    private final TreeMap<Integer, OwnedMap> maps = new TreeMap<>();
    private final TreeMap<Integer, OwnedProgram> programs = new TreeMap<>();

    /**
     * A map with the object it belongs to.
     *
     * @param object the object.
     * @param map    one of its maps.
     */
    public record OwnedMap(HostedObject object, HostedMap map) {
    }

    /**
     * A program with the object it belongs to.
     *
     * @param object  the object.
     * @param program one of its programs.
     */
    public record OwnedProgram(HostedObject object, HostedProgram program) {
    }

    /** @param maxObjects how many objects there may be, those being loaded included. */
    public ObjectRegistry(final int maxObjects) {
        this.maxObjects = maxObjects;
    }

    /**
     * Takes a name for an object that is about to be loaded.
     *
     * @param name of the object.
     * @throws RefusedException EEXIST if it is taken; EAGAIN if there are too many objects.
     */
    public void takeName(final String name) throws RefusedException {
        if (takenNames.contains(name)) {
            throw new RefusedException(Errno.EEXIST,
                    "there is an object %s already; unload it first, or load this one by another name".formatted(name));
        }
        if (takenNames.size() >= maxObjects) {
            throw new RefusedException(Errno.EAGAIN, "the broker has its %d objects; unload one first"
                    .formatted(maxObjects));
        }
        takenNames.add(name);
    }

    /**
     * Gives a name back, after a load that failed or an unload that has ended.
     *
     * @param name of the object.
     */
    public void releaseName(final String name) {
        takenNames.remove(name);
    }

    /**
     * Puts in what was loaded under a taken name.
     *
     * @param loaded from the runtime, its arenas made by the broker's factory.
     * @return the object with its numbers.
     */
    public HostedObject add(final LoadedObject loaded) {
        final List<HostedProgram> itsPrograms = new ArrayList<>();
        for (final LoadedProgram program : loaded.programs()) {
            itsPrograms.add(new HostedProgram(program));
        }
        final List<HostedMap> itsMaps = new ArrayList<>();
        for (final BpfMap map : loaded.maps()) {
            itsMaps.add(new HostedMap(map, arenaOf(map)));
        }
        final HostedObject object = new HostedObject(++lastObjectId, loaded, itsPrograms, itsMaps);
        byName.put(object.name(), object);
        byId.put(object.id(), object);
        object.arenas().forEach(arena -> arenas.put(arena.id(), arena));
        itsMaps.forEach(map -> maps.put(map.id(), new OwnedMap(object, map)));
        itsPrograms.forEach(program -> programs.put(program.id(), new OwnedProgram(object, program)));
        return object;
    }

    private static HostedArena arenaOf(final BpfMap map) {
        return map instanceof ArenaMap arena && arena.memory() instanceof SharedArenaMemory memory
                ? new HostedArena(arena, memory)
                : null;
    }

    /**
     * Takes an object out, so that nothing new begins with it. Its name stays taken.
     *
     * @param object that nothing uses.
     * @throws RefusedException EBUSY if a task of the workers uses it.
     */
    public void remove(final HostedObject object) throws RefusedException {
        if (object.users() > 0) {
            throw new RefusedException(Errno.EBUSY, "object %s is in use: %d runs of its programs wait or go on"
                    .formatted(object.name(), object.users()));
        }
        byName.remove(object.name());
        byId.remove(object.id());
        object.arenas().forEach(arena -> arenas.remove(arena.id()));
        object.maps().forEach(map -> maps.remove(map.id()));
        object.programs().forEach(program -> programs.remove(program.id()));
    }

    /**
     * Finds an object.
     *
     * @param name of it.
     * @return the object.
     * @throws RefusedException ENOENT if there is none.
     */
    public HostedObject find(final String name) throws RefusedException {
        return Optional.ofNullable(byName.get(name)).orElseThrow(
                () -> new RefusedException(Errno.ENOENT, "there is no object %s".formatted(name)));
    }

    /**
     * Finds an object.
     *
     * @param id of it.
     * @return the object.
     * @throws RefusedException ENOENT if there is none.
     */
    public HostedObject find(final int id) throws RefusedException {
        return Optional.ofNullable(byId.get(id)).orElseThrow(
                () -> new RefusedException(Errno.ENOENT, "there is no object with id %d".formatted(id)));
    }

    /**
     * Finds an arena.
     *
     * @param id of it.
     * @return the arena, or null.
     */
    public HostedArena arena(final int id) {
        return arenas.get(id);
    }

    /**
     * Finds an arena.
     *
     * @param name of it.
     * @return the arena, or null.
     */
    public HostedArena arena(final String name) {
        for (final HostedArena arena : arenas.values()) {
            if (arena.name().equals(name)) {
                return arena;
            }
        }
        return null;
    }

    /**
     * The object that an arena belongs to.
     *
     * @param arena in the registry.
     * @return its object.
     */
    public HostedObject ownerOf(final HostedArena arena) {
        return byId.values().stream().filter(object -> object.arenas().anyMatch(arena::equals)).findFirst()
                .orElseThrow();
    }

    /**
     * Finds a map.
     *
     * @param id of it.
     * @return the map, or null.
     */
    public OwnedMap map(final int id) {
        return maps.get(id);
    }

    /**
     * Finds a program.
     *
     * @param id of it.
     * @return the program, or null.
     */
    public OwnedProgram program(final int id) {
        return programs.get(id);
    }

    /**
     * Goes through the maps.
     *
     * @param id of the last that is not wanted, 0 for all.
     * @return those that follow, in order of their id.
     */
    public Collection<OwnedMap> mapsAfter(final int id) {
        return Collections.unmodifiableCollection(maps.tailMap(id, false).values());
    }

    /**
     * Goes through the programs.
     *
     * @param id of the last that is not wanted, 0 for all.
     * @return those that follow, in order of their id.
     */
    public Collection<OwnedProgram> programsAfter(final int id) {
        return Collections.unmodifiableCollection(programs.tailMap(id, false).values());
    }

    /** {@return the objects in order of their id} */
    public Collection<HostedObject> objects() {
        return Collections.unmodifiableCollection(byId.values());
    }

    /** {@return the arenas in no order} */
    public Collection<HostedArena> arenas() {
        return Collections.unmodifiableCollection(arenas.values());
    }
}
