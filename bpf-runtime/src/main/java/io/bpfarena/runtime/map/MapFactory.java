package io.bpfarena.runtime.map;

import io.bpfarena.linux.Errno;

/** Makes maps after the checks of the kernel's map_create and of each type's own. Any thread. */
public final class MapFactory {
    private final MapConstructor arena;

    /** @param arena makes arenas, which need to know more than other maps: where they may lie, and who gives memory. */
    public MapFactory(final MapConstructor arena) {
        this.arena = arena;
    }

    /** Makes maps of one type. */
    @FunctionalInterface
    public interface MapConstructor {
        /**
         * Makes a map.
         *
         * @param name   of the map.
         * @param wanted what it is made from; not checked yet.
         * @return the map, empty.
         * @throws MapException if it cannot be, with the kernel's error.
         */
        BpfMap create(String name, MapAttributes wanted);
    }

    /**
     * Makes a map.
     *
     * @param name   of the map.
     * @param wanted what it is made from.
     * @return the map, empty.
     * @throws MapException if it cannot be, with the kernel's error; for an arena also
     *                      {@link io.bpfarena.runtime.arena.ArenaException}.
     */
    public BpfMap create(final String name, final MapAttributes wanted) {
        final MapType type = MapType.of(wanted.type()).orElseThrow(() -> new MapException(Errno.EOPNOTSUPP,
                "map '%s': map type %s is not supported".formatted(name, MapTypeNames.of(wanted.type()))));
        if (type != MapType.ARENA && wanted.extra() != 0) {
            throw new MapException(Errno.EINVAL,
                    "map '%s': map_extra does not go with this type: %s".formatted(name, wanted));
        }
        if ((wanted.flags() & MapFlags.NUMA_NODE) != 0 && wanted.numaNode() != 0) {
            throw new MapException(Errno.EINVAL,
                    "map '%s': there is no NUMA node %d".formatted(name, wanted.numaNode()));
        }
        return switch (type) {
            case ARRAY -> ArrayMap.create(name, wanted);
            case HASH -> HashTableMap.create(name, wanted);
            case ARENA -> arena.create(name, wanted);
        };
    }
}
