package io.bpfarena.runtime.loader;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.arena.ArenaException;
import io.bpfarena.runtime.arena.ArenaMap;
import io.bpfarena.runtime.arena.ArenaMemory;
import io.bpfarena.runtime.arena.PagedArenaMap;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.map.MapAttributes;
import io.bpfarena.runtime.map.MapException;
import io.bpfarena.runtime.map.MapFactory;
import io.bpfarena.runtime.map.MapFlags;
import io.bpfarena.runtime.map.MapType;
import io.bpfarena.runtime.map.MapOfMaps;
import io.bpfarena.runtime.map.MapView;
import io.bpfarena.runtime.map.ProgramArrayMap;
import io.bpfarena.runtime.map.SpecialFields;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the maps of an object and fills those of globals (libbpf.c, bpf_object__create_maps). */
final class MapCreation {
    private final ObjectContents contents;
    private final MapFactory factory;
    private final Optional<String> kconfig;
    private final List<VariableDefinition> changed;
    private final List<BpfMap> maps = new ArrayList<>();
    private final List<ProgramSlot> programSlots = new ArrayList<>();
    private final Map<String, BpfMap> byName = new HashMap<>();
    private final Map<MapDefinition, BpfMap> byDefinition = new IdentityHashMap<>();
    private final Map<String, BpfMap> bySection = new HashMap<>();

    MapCreation(final ObjectContents contents, final MapFactory factory, final Optional<String> kconfig) {
        this.kconfig = kconfig;
        this.contents = contents;
        this.factory = factory;
        this.changed = contents.variables().stream().filter(variable -> variable.initial() != null).toList();
    }

    ProgramMaps create() throws LoadException {
        PagedArenaMap arena = null;
        for (final MapDefinition definition : contents.maps()) {
            final BpfMap map = create(definition);
            maps.add(map);
            byName.putIfAbsent(map.name(), map);
            byDefinition.put(definition, map);
            if (definition.isInternal()) {
                bySection.put(definition.section(), map);
            }
            arena = map instanceof PagedArenaMap made ? made : arena;
        }
        long arenaDataStart = 0;
        for (final DataSection data : contents.data().values()) {
            if (data.kind() == DataSection.Kind.ARENA) {
                arenaDataStart = placeInArena(arena, data);
                bySection.put(data.name(), arena);
            } else {
                fill(bySection.get(data.name()), data);
            }
        }
        SettingValues.of(contents.settings(), kconfig).forEach((setting, value) ->
                set(bySection.get(KernelSettings.SECTION), setting.offset(), value));
        try (Arena scope = Arena.ofConfined()) {
            final MemorySegment key = scope.allocate(ValueLayout.JAVA_INT);
            for (final MapSlot slot : contents.slots()) {
                put(slot, key);
            }
        }
        return new ProgramMaps(byDefinition, bySection, arenaDataStart);
    }

    /** Puts a map into a map of maps (libbpf.c, init_map_in_map_slots); programs are not there yet. */
    private void put(final MapSlot slot, final MemorySegment key) throws LoadException {
        final BpfMap outer = byDefinition.get(slot.map());
        if (outer instanceof final ProgramArrayMap array) {
            programSlots.add(new ProgramSlot(array, slot.index(), slot.target()));
            return;
        }
        // An object may have a hundred thousand slots, so each is put by as little as can be.
        key.set(ValueLayout.JAVA_INT, 0, slot.index());
        final BpfMap inner = byName.get(slot.target());
        if (((MapOfMaps) outer).put(key.address(), inner, MapFlags.ANY) == 0) {
            return;
        }
        try {
            // Once more, by somebody who can say why not.
            MapView.of(outer).put(key.toArray(ValueLayout.JAVA_BYTE), inner, MapFlags.ANY);
        } catch (final MapException e) {
            throw new LoadException(e.errno(), "map '%s': failed to initialize slot [%d] to map '%s':"
                    .formatted(outer.name(), slot.index(), slot.target()), e);
        }
    }

    private BpfMap create(final MapDefinition definition) throws LoadException {
        if (definition.isInternal() && definition.type() != MapType.ARRAY.number()) {
            throw new LoadException(Errno.EOPNOTSUPP,
                    "map '%s': holds globals, and so must be an array: type=%d"
                            .formatted(definition.name(), definition.type()));
        }
        final MapAttributes wanted = definition.attributes();
        if (wanted.fields().problem().startsWith(SpecialFieldReader.UNSUPPORTED)) {
            throw new LoadException(Errno.EOPNOTSUPP,
                    "map '%s': %s".formatted(definition.name(), wanted.fields().problem()));
        }
        try {
            return createOrDoWithoutFields(definition.name(), wanted);
        } catch (final MapException e) {
            throw notCreated(e.errno(), definition, e);
        } catch (final ArenaException e) {
            throw notCreated(e.errno(), definition, e);
        }
    }

    /** Where a map cannot have the special fields of its values' type, libbpf does without (bpf_object__create_map). */
    private BpfMap createOrDoWithoutFields(final String name, final MapAttributes wanted) {
        try {
            return factory.create(name, wanted);
        } catch (final MapException e) {
            if (wanted.fields().isEmpty()) {
                throw e;
            }
            return factory.create(name, wanted.withFields(SpecialFields.none(e.getMessage())));
        }
    }

    /** Most messages name the map; one of somebody's memory factory need not. */
    private static LoadException notCreated(
            final Errno errno, final MapDefinition definition, final RuntimeException cause) {
        final String named = "map '%s':".formatted(definition.name());
        return new LoadException(
                errno, cause.getMessage().startsWith(named) ? "failed to create" : "failed to create " + named, cause);
    }

    /** A section of zeros has no bytes in the file, and a new map is zero. */
    private void fill(final BpfMap map, final DataSection section) throws LoadException {
        final MemorySegment value = MemorySegment.ofAddress(map.directValueAddress(0))
                .reinterpret(Integer.toUnsignedLong(map.valueSize()));
        final MemorySegment data = MemorySegment.ofBuffer(section.section().data());
        MemorySegment.copy(data, 0, value, 0, Math.min(data.byteSize(), value.byteSize()));
        initialValue(map).ifPresent(bytes ->
                MemorySegment.copy(bytes, 0, value, ValueLayout.JAVA_BYTE, 0, bytes.length));
        map.elementFields().layout().zero(value.address());
        for (final VariableDefinition changed : changed(section)) {
            if (changed.variable().offset() + (long) changed.size() > value.byteSize()) {
                throw new LoadException(Errno.EINVAL, "map '%s': variable '%s' is not within its value any more: "
                        .formatted(map.name(), changed.name()) + "value_size=%d".formatted(value.byteSize()));
            }
            MemorySegment.copy(changed.initial(), 0, value, ValueLayout.JAVA_BYTE, changed.variable().offset(),
                    changed.size());
        }
        // libbpf.c, bpf_object__populate_internal_map: constants cannot be changed through the map either.
        if (section.kind() == DataSection.Kind.READ_ONLY) {
            MapView.of(map).freeze();
        }
    }

    private Optional<byte[]> initialValue(final BpfMap map) {
        return byDefinition.entrySet().stream().filter(entry -> entry.getValue() == map).findFirst()
                .flatMap(entry -> entry.getKey().initialValue());
    }

    private static void set(final BpfMap map, final int offset, final byte[] bytes) {
        MemorySegment.copy(bytes, 0,
                MemorySegment.ofAddress(map.directValueAddress(0)).reinterpret(Integer.toUnsignedLong(map.valueSize())),
                ValueLayout.JAVA_BYTE, offset, bytes.length);
    }

    private List<VariableDefinition> changed(final DataSection section) {
        return changed.stream().filter(variable -> variable.section().equals(section.name())).toList();
    }

    /**
     * The globals take the last pages of the arena, rounded up (init_arena_map_data and bpf_object__load of libbpf
     * since 1.7; before, they took the first).
     *
     * @return where they start, bytes from the start of the arena.
     */
    private long placeInArena(final PagedArenaMap arena, final DataSection data) throws LoadException {
        if (arena == null) {
            throw new LoadException(Errno.ENOENT, ("sec '%s': to use global __arena variables the ARENA map should be "
                    + "explicitly declared in SEC(\".maps\")").formatted(data.name()));
        }
        final long size = data.section().size();
        final long arenaSize = (long) arena.maxEntries() << ArenaMemory.PAGE_SHIFT;
        final long rounded = size + ArenaMemory.PAGE_SIZE - 1 & -ArenaMemory.PAGE_SIZE;
        if (rounded > arenaSize) {
            throw new LoadException(Errno.E2BIG,
                    "sec '%s': declared ARENA map size (%d) is too small to hold global __arena variables of size %d"
                            .formatted(data.name(), arenaSize, rounded));
        }
        final long start = arenaSize - rounded;
        final long address = ((ArenaMap) arena).allocPages(
                arena.userVmStart() + start, (int) (rounded >>> ArenaMemory.PAGE_SHIFT), -1, 0);
        if (address == 0) {
            throw new LoadException(Errno.ENOMEM,
                    "map '%s': no memory for %d bytes of global __arena variables".formatted(arena.name(), rounded));
        }
        final byte[] bytes = new byte[data.section().data().limit()];
        data.section().data().get(0, bytes);
        arena.write(start, bytes);
        for (final VariableDefinition changed : changed(data)) {
            arena.write(start + changed.variable().offset(), changed.initial());
        }
        return start;
    }

    /** Programs that are to be put into arrays of programs once they exist. */
    List<ProgramSlot> programSlots() {
        return programSlots;
    }

    List<BpfMap> maps() {
        return maps;
    }

    void close() {
        maps.reversed().forEach(BpfMap::close);
    }
}
