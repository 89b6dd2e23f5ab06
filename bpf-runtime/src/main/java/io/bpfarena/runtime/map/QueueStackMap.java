package io.bpfarena.runtime.map;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.memory.NativeMemory;
import java.util.function.LongPredicate;

/**
 * A queue or a stack (kernel/bpf/queue_stack_maps.c): values in a ring, without keys. Programs push, pop and peek; from
 * user space an update is a push, a lookup a peek, a lookup with deletion a pop, all without a key. A push with
 * BPF_EXIST makes room by dropping the oldest value, of a stack too.
 */
final class QueueStackMap extends CountedMap {
    private static final int ALLOWED_FLAGS = MapFlags.NUMA_NODE | MapFlags.ACCESS;
    /** KMALLOC_MAX_SIZE. */
    private static final int MAX_VALUE_SIZE = 4 << 20;

    private final MapMapping values;
    private int oldest;
    private int count;

    private QueueStackMap(
            final MapType type, final String name, final MapAttributes attributes, final MapMapping values) {
        super(type, name, attributes);
        this.values = values;
    }

    /** Checks as queue_stack_map_alloc_check does, and makes the map. */
    static QueueStackMap create(
            final MapType type, final String name, final MapAttributes wanted, final MapMemoryBudget budget) {
        if (wanted.maxEntries() == 0 || wanted.keySize() != 0 || wanted.valueSize() == 0) {
            throw MapChecks.refused(Errno.EINVAL, name,
                    "a queue or stack needs entries and values that are not empty, and has no keys", wanted);
        }
        MapChecks.flags(name, wanted, ALLOWED_FLAGS);
        if (Integer.compareUnsigned(wanted.valueSize(), MAX_VALUE_SIZE) > 0) {
            throw MapChecks.refused(Errno.E2BIG, name, "values must not be larger than " + MAX_VALUE_SIZE, wanted);
        }
        if (wanted.maxEntries() < 0) {
            throw MapChecks.refused(Errno.ENOMEM, name, "more than 2147483647 entries", wanted);
        }
        try {
            return new QueueStackMap(type, name, wanted, MapMapping.of(
                    (long) wanted.valueSize() * wanted.maxEntries(), budget));
        } catch (final MapMemoryException e) {
            throw MapChecks.refused(Errno.ENOMEM, name, e.getMessage(), wanted);
        }
    }

    @Override
    public synchronized long push(final long value, final long flags) {
        if (flags != MapFlags.ANY && flags != MapFlags.EXIST) {
            return -Errno.EINVAL.number();
        }
        if (count == maxEntries()) {
            if (flags != MapFlags.EXIST) {
                return -Errno.E2BIG.number();
            }
            dropOldest();
        }
        NativeMemory.copy(value, place(count), valueSize());
        count++;
        return 0;
    }

    @Override
    public synchronized long pop(final long value) {
        final long result = peek(value);
        if (result == 0) {
            if (type() == MapType.QUEUE) {
                dropOldest();
            } else {
                count--;
            }
        }
        return result;
    }

    /** As in the kernel, who finds nothing gets zeros. */
    @Override
    public synchronized long peek(final long value) {
        if (count == 0) {
            NativeMemory.zero(value, valueSize());
            return -Errno.ENOENT.number();
        }
        NativeMemory.copy(place(type() == MapType.QUEUE ? 0 : count - 1), value, valueSize());
        return 0;
    }

    private void dropOldest() {
        oldest = oldest + 1 == maxEntries() ? 0 : oldest + 1;
        count--;
    }

    /** The address of a value by its age, 0 being the oldest. */
    private long place(final int age) {
        return values.address() + ((long) oldest + age) % maxEntries() * valueSize();
    }

    @Override
    public long lookup(final long key) {
        return 0;
    }

    @Override
    public long update(final long key, final long value, final long flags) {
        return -Errno.EINVAL.number();
    }

    @Override
    public long delete(final long key) {
        return -Errno.EINVAL.number();
    }

    @Override
    public long nextKey(final long key, final long nextKey) {
        return -Errno.EINVAL.number();
    }

    @Override
    long userLookup(final long key, final long destination) {
        return peek(destination);
    }

    @Override
    long userUpdate(final long key, final long value, final long flags) {
        return push(value, flags);
    }

    @Override
    long userLookupAndDelete(final long key, final long destination) {
        return pop(destination);
    }

    @Override
    void visitKeys(final long place, final LongPredicate visitor) {
        throw noKeys();
    }

    @Override
    long placeOf(final long key) {
        throw noKeys();
    }

    private MapException noKeys() {
        return new MapException(Errno.EINVAL, "map '%s': a %s has no keys".formatted(name(), type().label()));
    }

    @Override
    void free() {
        values.close();
    }
}
