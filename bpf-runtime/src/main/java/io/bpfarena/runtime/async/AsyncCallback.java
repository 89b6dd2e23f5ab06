package io.bpfarena.runtime.async;

import io.bpfarena.runtime.map.MapHold;

/** A subprogram that is called later, with a map, the key and the value of one of its elements. */
@FunctionalInterface
public interface AsyncCallback {
    /**
     * Calls it on this thread. Whatever it does and however it ends, this returns normally: what it has to tell is told
     * elsewhere.
     *
     * @param map   held for the time of the call; the caller lets go of it.
     * @param value native address of the element's value.
     * @param cpu   number of the virtual CPU that it runs on.
     */
    void run(MapHold map, long value, int cpu);
}
