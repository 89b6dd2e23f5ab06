package io.bpfarena.runtime.map;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.memory.NativeMemory;
import java.lang.foreign.Arena;
import java.util.function.LongPredicate;

/** What arrays of all kinds share (kernel/bpf/arraymap.c): a key is a u32 index, and every index exists. */
abstract class IndexedMap extends CountedMap {
    private static final int KEY_SIZE = 4;

    IndexedMap(final MapType type, final String name, final MapAttributes attributes) {
        super(type, name, attributes);
    }

    /** Checks as array_map_alloc_check does. */
    static void check(final String name, final MapAttributes wanted, final int allowedFlags) {
        if (wanted.maxEntries() == 0 || wanted.keySize() != KEY_SIZE || wanted.valueSize() == 0) {
            throw MapChecks.refused(Errno.EINVAL, name,
                    "an array needs entries, keys of 4 bytes and values that are not empty", wanted);
        }
        MapChecks.flags(name, wanted, allowedFlags);
        if (wanted.valueSize() < 0) {
            throw MapChecks.refused(Errno.E2BIG, name, "values must be smaller than 2 GiB", wanted);
        }
        if (wanted.maxEntries() < 0) {
            throw MapChecks.refused(Errno.E2BIG, name, "more than 2147483647 entries", wanted);
        }
    }

    /** Checks an array that refers to objects as fd_array_map_alloc_check does. */
    static void checkObjects(final String name, final MapAttributes wanted) {
        if (wanted.valueSize() != Integer.BYTES) {
            throw MapChecks.refused(Errno.EINVAL, name, "what refers to objects has values of 4 bytes", wanted);
        }
        check(name, wanted, MapFlags.NUMA_NODE | MapFlags.RDONLY | MapFlags.WRONLY);
    }

    static int index(final long key) {
        return NativeMemory.getInt(key);
    }

    final boolean contains(final int index) {
        return Integer.compareUnsigned(index, maxEntries()) < 0;
    }

    /** What an update of an element that exists, as all do, answers to flags and index; 0 to go on. */
    final long checkUpdate(final int index, final long flags) {
        final long existence = flags & ~MapFlags.LOCK;
        if (existence < 0 || existence > MapFlags.EXIST) {
            return -Errno.EINVAL.number();
        }
        if (!contains(index)) {
            return -Errno.E2BIG.number();
        }
        if (existence == MapFlags.NOEXIST) {
            return -Errno.EEXIST.number();
        }
        return existence != flags && !elementFields().hasLock() ? -Errno.EINVAL.number() : 0;
    }

    @Override
    public long delete(final long key) {
        return -Errno.EINVAL.number();
    }

    @Override
    public final long nextKey(final long key, final long nextKey) {
        final int index = key == 0 ? -1 : index(key);
        if (index == maxEntries() - 1) {
            return -Errno.ENOENT.number();
        }
        NativeMemory.putInt(nextKey, contains(index) ? index + 1 : 0);
        return 0;
    }

    @Override
    final long placeOf(final long key) {
        return Integer.toUnsignedLong(index(key));
    }

    @Override
    final void visitKeys(final long place, final LongPredicate visitor) {
        try (Arena scope = Arena.ofConfined()) {
            final long key = scope.allocate(KEY_SIZE, KEY_SIZE).address();
            for (long index = place; index < maxEntries(); index++) {
                NativeMemory.putInt(key, (int) index);
                if (!visitor.test(key)) {
                    return;
                }
            }
        }
    }

    /** Goes through all elements (bpf_for_each_array_elem). */
    final long visitElements(final int cpu, final ElementVisitor visitor) {
        final long[] visited = new long[1];
        visitKeys(key -> {
            visited[0]++;
            return visitor.visit(key, lookup(key, cpu));
        });
        return visited[0];
    }
}
