package io.bpfarena.runtime.loader;

/**
 * A map or program that an object wants in a map from the start: {@code .values = {[1] = &inner}}.
 *
 * @param map    the map of maps or array of programs.
 * @param index  of the entry; a hash of maps has it as its key.
 * @param target name of the map or program.
 */
record MapSlot(MapDefinition map, int index, String target) {
}
