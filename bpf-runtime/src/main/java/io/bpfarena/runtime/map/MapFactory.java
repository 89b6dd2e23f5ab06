package io.bpfarena.runtime.map;

import io.bpfarena.linux.Errno;

/** Makes maps after the checks of the kernel's map_create and of each type's own. Any thread. */
public final class MapFactory {
    /** Most CPUs: what a kernel for large machines is built for (NR_CPUS). */
    public static final int MAX_POSSIBLE_CPUS = 8192;

    private final MapConstructor arena;
    private final int possibleCpus;
    private final MapMemoryBudget budget;

    /**
     * As many virtual CPUs as the machine has.
     *
     * @param arena makes arenas, which need to know more than other maps: where they may lie, and who gives memory.
     */
    public MapFactory(final MapConstructor arena) {
        this(arena, Runtime.getRuntime().availableProcessors());
    }

    /**
     * A given number of virtual CPUs: each has its own value in each entry of a per-CPU map.
     *
     * @param arena        makes arenas.
     * @param possibleCpus from 1 to {@link #MAX_POSSIBLE_CPUS}.
     * @throws IllegalArgumentException if there are less or more.
     */
    public MapFactory(final MapConstructor arena, final int possibleCpus) {
        this(arena, possibleCpus, MapMemoryBudget.unlimited());
    }

    /**
     * A given number of virtual CPUs, and a limit on memory.
     *
     * @param arena        makes arenas.
     * @param possibleCpus from 1 to {@link #MAX_POSSIBLE_CPUS}.
     * @param budget       from which maps take their memory; others may take from it too.
     * @throws IllegalArgumentException if there are less or more CPUs.
     */
    public MapFactory(final MapConstructor arena, final int possibleCpus, final MapMemoryBudget budget) {
        if (possibleCpus < 1 || possibleCpus > MAX_POSSIBLE_CPUS) {
            throw new IllegalArgumentException("possibleCpus must be from 1 to %d: possibleCpus=%d"
                    .formatted(MAX_POSSIBLE_CPUS, possibleCpus));
        }
        this.arena = arena;
        this.possibleCpus = possibleCpus;
        this.budget = budget;
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
        final BpfMap map = make(type, name, wanted);
        try {
            MapChecks.fields(type, name, wanted);
            return map;
        } catch (final MapException e) {
            map.close();
            throw e;
        }
    }

    private BpfMap make(final MapType type, final String name, final MapAttributes wanted) {
        return switch (type) {
            case HASH -> HashTableMap.create(name, wanted, budget);
            case ARRAY -> ArrayMap.create(name, wanted, budget);
            case PROG_ARRAY -> ProgramArrayMap.create(name, wanted, budget);
            case PERCPU_HASH, LRU_PERCPU_HASH -> PerCpuHashMap.create(type, name, wanted, possibleCpus, budget);
            case PERCPU_ARRAY -> PerCpuArrayMap.create(name, wanted, possibleCpus, budget);
            case LRU_HASH -> LruHashMap.create(name, wanted, possibleCpus, budget);
            case ARRAY_OF_MAPS -> withCheckedInnerMap(ArrayOfMaps.create(name, wanted, budget), wanted);
            case HASH_OF_MAPS -> withCheckedInnerMap(HashOfMaps.create(name, wanted, budget), wanted);
            case QUEUE, STACK -> QueueStackMap.create(type, name, wanted, budget);
            case RINGBUF -> RingBufferMap.create(name, wanted, budget);
            case USER_RINGBUF -> UserRingBufferMap.create(name, wanted, budget);
            case ARENA -> arena.create(name, wanted);
        };
    }

    /** In the kernel the template is a map, and so has passed all checks; here it shows by making one. */
    private BpfMap withCheckedInnerMap(final BpfMap outer, final MapAttributes wanted) {
        try {
            create(outer.name() + ".inner", wanted.innerMap()).close();
            return outer;
        } catch (final MapException e) {
            outer.close();
            throw e;
        }
    }
}
