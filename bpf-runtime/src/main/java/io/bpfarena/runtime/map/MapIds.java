package io.bpfarena.runtime.map;

import java.util.concurrent.atomic.AtomicInteger;

/** Numbers of maps, unique in this process, as the kernel's map_idr gives them. */
public final class MapIds {
    private static final AtomicInteger LAST = new AtomicInteger();

    private MapIds() {
    }

    /** {@return the next number, from 1} */
    public static int next() {
        return LAST.incrementAndGet();
    }
}
