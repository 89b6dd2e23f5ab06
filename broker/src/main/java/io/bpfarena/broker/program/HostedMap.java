package io.bpfarena.broker.program;

import io.bpfarena.runtime.map.BpfMap;

/**
 * A map of a hosted object.
 *
 * @param id    its number, from 1 upwards, never used again.
 * @param map   the map.
 * @param arena the same as an arena, or null if it is none.
 */
public record HostedMap(int id, BpfMap map, HostedArena arena) {
}
