package io.bpfarena.runtime.map;

import io.bpfarena.linux.Errno;
import java.util.function.LongPredicate;

/**
 * A hash of maps (kernel/bpf/hashtab.c, htab_of_maps_map_ops). What user space reads from a slot is the number of the
 * map in it.
 */
final class HashOfMaps extends CountedMap implements MapOfMaps {
    private final HashTableMap slots;
    private final InnerMaps maps;

    private HashOfMaps(
            final String name, final MapAttributes attributes, final HashTableMap slots,
            final InnerMapTemplate template) {
        super(MapType.HASH_OF_MAPS, name, attributes);
        this.slots = slots;
        this.maps = new InnerMaps(slots, slots.table()::findInt, template);
    }

    /** Checks as fd_htab_map_alloc_check and bpf_map_meta_alloc do, and makes the map. */
    static HashOfMaps create(final String name, final MapAttributes wanted, final MapMemoryBudget budget) {
        if (wanted.valueSize() != Integer.BYTES) {
            throw MapChecks.refused(Errno.EINVAL, name, "what refers to maps has values of 4 bytes", wanted);
        }
        HashChecks.check(MapType.HASH_OF_MAPS, name, wanted);
        final InnerMapTemplate template = InnerMapTemplate.of(name, wanted);
        return new HashOfMaps(name, wanted, HashTableMap.create(name, wanted, budget), template);
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
        return maps.put(key, inner, flags);
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
    public long nextKey(final long key, final long nextKey) {
        return slots.nextKey(key, nextKey);
    }

    @Override
    long userLookup(final long key, final long destination) {
        return slots.userLookup(key, destination);
    }

    /** User space would give a descriptor, and has none here: {@link #put} is its way. */
    @Override
    long userUpdate(final long key, final long value, final long flags) {
        return -Errno.EBADF.number();
    }

    @Override
    long userDelete(final long key) {
        return maps.delete(key);
    }

    @Override
    void visitKeys(final long place, final LongPredicate visitor) {
        slots.visitKeys(place, visitor);
    }

    @Override
    long placeOf(final long key) {
        return slots.placeOf(key);
    }

    @Override
    void free() {
        maps.close();
    }
}
