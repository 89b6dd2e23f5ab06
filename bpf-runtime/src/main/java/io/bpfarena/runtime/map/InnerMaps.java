package io.bpfarena.runtime.map;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.memory.NativeMemory;
import java.lang.foreign.Arena;
import java.util.function.LongToIntFunction;

/**
 * The maps that a map of maps refers to. The slots of the outer map are a map of numbers, and here is the order of
 * changes: a map is held before its number can be found, and let go of after it can no longer be. So who finds a number
 * and no map behind it was overtaken by a change, and looks again.
 */
final class InnerMaps {
    private static final int NONE = 0;

    private final CountedMap slots;
    private final LongToIntFunction numberOf;
    private final InnerMapTemplate template;
    private final ObjectTable<CountedMap> maps = new ObjectTable<>();

    /**
     * Starts with empty slots.
     *
     * @param slots    hold a u32 each.
     * @param numberOf reads a slot by the native address of its key; 0 if it is empty or not there.
     * @param template of the inner maps.
     */
    InnerMaps(final CountedMap slots, final LongToIntFunction numberOf, final InnerMapTemplate template) {
        this.slots = slots;
        this.numberOf = numberOf;
        this.template = template;
    }

    InnerMapTemplate template() {
        return template;
    }

    MapHold find(final long key) {
        while (true) {
            final int id = numberOf.applyAsInt(key);
            if (id == NONE) {
                return null;
            }
            final CountedMap map = maps.get(id);
            if (map != null && map.hold()) {
                return new MapHold(map);
            }
            Thread.onSpinWait();
        }
    }

    synchronized long put(final long key, final BpfMap inner, final long flags) {
        if (!(inner instanceof final CountedMap map) || !template.matches(inner)) {
            return -Errno.EINVAL.number();
        }
        if (!map.hold()) {
            return -Errno.EBADF.number();
        }
        if (!maps.add(map.id(), map)) {
            map.letGo();
        }
        final int before = numberOf.applyAsInt(key);
        final long result = write(key, map.id(), flags);
        forget(result == 0 ? before : map.id());
        return result;
    }

    /** Empties a slot that stays. */
    synchronized long clear(final long key) {
        final int before = numberOf.applyAsInt(key);
        if (before == NONE) {
            return -Errno.ENOENT.number();
        }
        write(key, NONE, MapFlags.ANY);
        forget(before);
        return 0;
    }

    /** Removes a slot. */
    synchronized long delete(final long key) {
        final int before = numberOf.applyAsInt(key);
        final long result = slots.delete(key);
        forget(before);
        return result;
    }

    private long write(final long key, final int id, final long flags) {
        try (Arena scope = Arena.ofConfined()) {
            final long value = scope.allocate(Integer.BYTES, Integer.BYTES).address();
            NativeMemory.putInt(value, id);
            return slots.update(key, value, flags);
        }
    }

    private void forget(final int id) {
        final CountedMap last = id == NONE ? null : maps.remove(id);
        if (last != null) {
            last.letGo();
        }
    }

    synchronized void close() {
        slots.close();
        maps.all().forEach(CountedMap::letGo);
    }
}
