package io.bpfarena.runtime.program;

import io.bpfarena.runtime.map.MapHold;

/**
 * Where a run begins that is not one of the program itself, but a callback of its.
 *
 * @param subprogram slot of its first instruction.
 * @param map        its first argument; held until the run has ended.
 * @param value      its third argument, the value of an element of the map, whose key is the second.
 */
public record CallbackEntry(int subprogram, MapHold map, long value) {
}
