package io.bpfarena.runtime.map;

import io.bpfarena.linux.Errno;
import java.util.function.LongPredicate;

/** What both ring buffers share: their memory, and that bpf(2)'s element operations are not for them. */
abstract class RingMap extends CountedMap {
    private final RingMemory ring;

    RingMap(final MapType type, final String name, final MapAttributes attributes, final RingMemory ring) {
        super(type, name, attributes);
        this.ring = ring;
    }

    final RingMemory ring() {
        return ring;
    }

    @Override
    public final long lookup(final long key) {
        return 0;
    }

    @Override
    public final long update(final long key, final long value, final long flags) {
        return -Errno.ENOTSUPP.number();
    }

    @Override
    public final long delete(final long key) {
        return -Errno.ENOTSUPP.number();
    }

    @Override
    public final long nextKey(final long key, final long nextKey) {
        return -Errno.ENOTSUPP.number();
    }

    @Override
    final long userLookup(final long key, final long destination) {
        return -Errno.ENOTSUPP.number();
    }

    @Override
    final void visitKeys(final long place, final LongPredicate visitor) {
        throw noKeys();
    }

    @Override
    final long placeOf(final long key) {
        throw noKeys();
    }

    private MapException noKeys() {
        return new MapException(Errno.ENOTSUPP, "map '%s': a ring buffer has no keys".formatted(name()));
    }

    @Override
    final void free() {
        ring.close();
    }
}
