package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.map.ProgramArrayMap;

/**
 * A program that an object wants in an array of programs from the start.
 *
 * @param map     the array.
 * @param index   of the entry.
 * @param program name of the program, which need not be among those that were loaded.
 */
public record ProgramSlot(ProgramArrayMap map, int index, String program) {
}
