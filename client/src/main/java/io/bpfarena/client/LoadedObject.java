package io.bpfarena.client;

/**
 * An object that the broker has loaded.
 *
 * @param id   the broker's number for it, for {@link ArenaClient#unload}.
 * @param name by which its programs and globals are found.
 */
public record LoadedObject(int id, String name) {
}
