package io.bpfarena.broker.program;

import io.bpfarena.runtime.map.BpfMap;

/**
 * A map of a hosted object.
 *
 * @param map   the map.
 * @param arena the same as an arena, or null if it is none.
 */
public record HostedMap(BpfMap map, HostedArena arena) {
    /** {@return its number, never used again: what a map of maps shows user space} */
    public int id() {
        return map.id();
    }
}
