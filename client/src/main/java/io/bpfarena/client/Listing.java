package io.bpfarena.client;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** Puts a listing together that comes in pages. */
final class Listing {
    private static final int MAX_ENTRIES = 1_000_000;

    private Listing() {
    }

    /**
     * Asks until nothing remains.
     *
     * @param request for errors.
     * @param pages   asks for the page that follows an id.
     * @param <T>     what is listed.
     * @return all of it, ascending by id.
     * @throws ProtocolViolationException if a page does not go on from the one before, or there is no end.
     */
    static <T> List<T> of(final String request, final LongFunction<ServerMessage.Page<T>> pages) {
        final List<T> all = new ArrayList<>();
        long lastId = 0;
        ServerMessage.Page<T> page;
        do {
            page = pages.apply(lastId);
            for (final T entry : page.entries()) {
                if (page.idOf(entry) <= lastId) {
                    throw new ProtocolViolationException(
                            request, "id %d follows %d".formatted(page.idOf(entry), lastId), null);
                }
                lastId = page.idOf(entry);
                all.add(entry);
            }
            if (page.remaining() > 0 && page.entries().isEmpty() || all.size() > MAX_ENTRIES) {
                throw new ProtocolViolationException(request,
                        "%d entries remain after %d, but a page had %d".formatted(
                                page.remaining(), all.size(), page.entries().size()), null);
            }
        } while (page.remaining() > 0);
        return List.copyOf(all);
    }
}
