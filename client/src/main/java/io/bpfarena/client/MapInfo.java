package io.bpfarena.client;

/**
 * A map.
 *
 * @param id             the broker's number for it.
 * @param arenaId        the broker's number for the arena; 0 if the map is not one.
 * @param keySize        bytes.
 * @param valueSize      bytes.
 * @param maxEntries     entries, or pages of an arena.
 * @param flags          {@code map_flags}.
 * @param baseAddress    of an arena; 0 otherwise.
 * @param pagesAllocated of an arena now; 0 otherwise.
 * @param type           such as {@code arena}.
 * @param name           of its C variable.
 * @param objectName     name of the object it came with.
 */
public record MapInfo(
        int id, int arenaId, int keySize, int valueSize, int maxEntries, int flags, long baseAddress,
        int pagesAllocated, String type, String name, String objectName) {
}
