package io.bpfarena.runtime.map;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.memory.NativeMemory;

/**
 * An array of maps (kernel/bpf/arraymap.c, array_of_maps_map_ops). What user space reads from a slot is the number of
 * the map in it.
 */
final class ArrayOfMaps extends IndexedMap implements MapOfMaps {
    private final ArrayMap slots;
    private final InnerMaps maps;

    private ArrayOfMaps(
            final String name, final MapAttributes attributes, final ArrayMap slots, final InnerMapTemplate template) {
        super(MapType.ARRAY_OF_MAPS, name, attributes);
        this.slots = slots;
        this.maps = new InnerMaps(slots, this::number, template);
    }

    /** Checks as fd_array_map_alloc_check and bpf_map_meta_alloc do, and makes the map. */
    static ArrayOfMaps create(final String name, final MapAttributes wanted, final MapMemoryBudget budget) {
        checkObjects(name, wanted);
        final InnerMapTemplate template = InnerMapTemplate.of(name, wanted);
        return new ArrayOfMaps(name, wanted, ArrayMap.create(name, wanted, budget), template);
    }

    private int number(final long key) {
        final long slot = slots.lookup(key);
        return slot == 0 ? 0 : NativeMemory.getInt(slot);
    }

    @Override
    public String innerMaps() {
        return maps.template().toString();
    }

    @Override
    public MapHold find(final long key) {
        return maps.find(key);
    }

    @Override
    public long put(final long key, final BpfMap inner, final long flags) {
        if (flags != MapFlags.ANY) {
            return -Errno.EINVAL.number();
        }
        return contains(index(key)) ? maps.put(key, inner, flags) : -Errno.E2BIG.number();
    }

    /** {@return 0: what a program finds is no memory but a map, see {@link #find}} */
    @Override
    public long lookup(final long key) {
        return 0;
    }

    /** Programs may not. */
    @Override
    public long update(final long key, final long value, final long flags) {
        return -Errno.EOPNOTSUPP.number();
    }

    /** Programs may not. */
    @Override
    public long delete(final long key) {
        return -Errno.EOPNOTSUPP.number();
    }

    @Override
    long userLookup(final long key, final long destination) {
        final int id = number(key);
        NativeMemory.putInt(destination, id);
        return id == 0 ? -Errno.ENOENT.number() : 0;
    }

    /** User space would give a descriptor, and has none here: {@link #put} is its way. */
    @Override
    long userUpdate(final long key, final long value, final long flags) {
        return -Errno.EBADF.number();
    }

    @Override
    long userDelete(final long key) {
        return contains(index(key)) ? maps.clear(key) : -Errno.E2BIG.number();
    }

    @Override
    void free() {
        maps.close();
    }
}
