package io.bpfarena.broker.control;

import io.bpfarena.broker.program.HostedArena;
import io.bpfarena.broker.program.ObjectRegistry;
import io.bpfarena.broker.session.RefusedException;
import io.bpfarena.client.protocol.AllocPagesDecoder;
import io.bpfarena.client.protocol.FreePagesDecoder;
import java.util.function.Supplier;

/**
 * AllocPages and FreePages, which are the kfuncs by message and check their arguments as those do: what the kernel
 * takes without a word is taken, and what it answers with NULL is answered with address 0. Few pages are done at once;
 * for many a worker is asked, since the duty cycle is not to stand still.
 */
final class PagesHandlers {
    private static final int NO_NODE = -1;
    private static final long NO_FLAGS = 0;

    private final AllocPagesDecoder allocDecoder = new AllocPagesDecoder();
    private final FreePagesDecoder freeDecoder = new FreePagesDecoder();
    private final ArenaHandlers arenas;
    private final ObjectRegistry objects;
    private final ObjectWork work;
    private final ResponseProxy responses;
    private final int maxPages;

    PagesHandlers(
            final ArenaHandlers arenas, final ObjectRegistry objects, final ObjectWork work,
            final ResponseProxy responses, final int maxPages) {
        this.arenas = arenas;
        this.objects = objects;
        this.work = work;
        this.responses = responses;
        this.maxPages = maxPages;
    }

    void alloc(final Request request) throws RefusedException {
        allocDecoder.wrap(
                request.buffer(), request.offset(), AllocPagesDecoder.BLOCK_LENGTH, AllocPagesDecoder.SCHEMA_VERSION);
        final HostedArena arena = arenas.find(request, allocDecoder.arenaId());
        final long address = allocDecoder.address();
        final int pages = allocDecoder.pageCount();
        run(request, arena, pages, () -> arena.map().allocPages(address, pages, NO_NODE, NO_FLAGS),
                responses::pagesAllocated);
    }

    void free(final Request request) throws RefusedException {
        freeDecoder.wrap(
                request.buffer(), request.offset(), FreePagesDecoder.BLOCK_LENGTH, FreePagesDecoder.SCHEMA_VERSION);
        final HostedArena arena = arenas.find(request, freeDecoder.arenaId());
        final long address = freeDecoder.address();
        // Unsigned as in the kfunc, where more than there are means: up to the end.
        final int pages = freeDecoder.pageCount() < 0 ? Integer.MAX_VALUE : freeDecoder.pageCount();
        run(request, arena, pages,
                () -> {
                    arena.map().freePages(address, pages);
                    return 0L;
                },
                (session, correlationId, _) -> responses.done(session, correlationId));
    }

    private <T> void run(
            final Request request, final HostedArena arena, final int pages, final Supplier<T> pageWork,
            final ObjectWork.Answer<T> answer) throws RefusedException {
        work.perform(request, objects.ownerOf(arena), pages > maxPages, pageWork, answer);
    }
}
