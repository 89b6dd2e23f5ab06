package io.bpfarena.runtime.map;

import io.bpfarena.linux.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** What one call from Java needs: the map held, and native memory that holds the key. One thread. */
final class MapCall implements AutoCloseable {
    private final CountedMap map;
    private final Arena scope = Arena.ofConfined();
    private long key;

    private MapCall(final CountedMap map) {
        this.map = map;
    }

    static MapCall on(final BpfMap map, final byte[] key) {
        return on(map, MemorySegment.ofArray(key));
    }

    /** Checks the key's size and that the map is still there. */
    static MapCall on(final BpfMap map, final MemorySegment key) {
        if (!(map instanceof final CountedMap counted)) {
            throw new MapException(Errno.EINVAL, "map '%s': a %s has no elements"
                    .formatted(map.name(), map.type().label()));
        }
        if (key.byteSize() != counted.keySize()) {
            throw new MapException(Errno.EINVAL, "map '%s': a key must have %d bytes: %d"
                    .formatted(map.name(), map.keySize(), key.byteSize()));
        }
        if (!counted.hold()) {
            throw new IllegalStateException("map '%s' was closed".formatted(map.name()));
        }
        final MapCall call = new MapCall(counted);
        try {
            call.key = call.copy(key);
            return call;
        } catch (final RuntimeException e) {
            call.close();
            throw e;
        }
    }

    CountedMap map() {
        return map;
    }

    /** The native address of a copy of the key. */
    long key() {
        return key;
    }

    /** Native memory until the call ends. */
    MemorySegment allocate(final long size) {
        return scope.allocate(size, Long.BYTES);
    }

    /** The native address of a copy of some bytes. */
    long copy(final MemorySegment bytes) {
        return allocate(bytes.byteSize()).copyFrom(bytes).address();
    }

    @Override
    public void close() {
        scope.close();
        map.letGo();
    }
}
