package io.bpfarena.client.fault;

/**
 * Makes pages of one arena present. The client's own asks the broker.
 *
 * <p>Called by whatever thread touched the pages, several at once if several did.
 */
@FunctionalInterface
public interface FaultHandler {
    /**
     * Resolves a fault. Presence is published in the arena's table before this returns; a handler may resolve only
     * the first few of the pages, the caller asks again for what is still missing.
     *
     * @param page      the first page that is missing, counted from the start of the arena.
     * @param pageCount how many are wanted from there, at least 1; all within the arena.
     * @return what became of them.
     * @throws ArenaFullException if there is no memory for them.
     */
    FaultResolution faultIn(int page, int pageCount);
}
