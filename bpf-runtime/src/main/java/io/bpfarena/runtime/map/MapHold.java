package io.bpfarena.runtime.map;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Keeps a map's memory as long as somebody uses it, even if its owner closes it and no other map refers to it any more.
 * Any thread.
 */
public final class MapHold implements AutoCloseable {
    private final CountedMap map;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Takes over a hold that was had on the map. */
    MapHold(final CountedMap map) {
        this.map = map;
    }

    /**
     * Holds a map.
     *
     * @param map any that {@link MapFactory} made, but for an arena.
     * @return the hold; empty if the map's memory has gone already, or it is a map of another kind.
     */
    public static Optional<MapHold> of(final BpfMap map) {
        return map instanceof final CountedMap counted && counted.hold()
                ? Optional.of(new MapHold(counted)) : Optional.empty();
    }

    /** {@return the map, not to be used after {@link #close()}} */
    public BpfMap map() {
        return map;
    }

    /** Lets go of the map. A second call does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            map.letGo();
        }
    }
}
