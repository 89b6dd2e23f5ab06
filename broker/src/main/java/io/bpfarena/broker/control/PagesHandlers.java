package io.bpfarena.broker.control;

import io.bpfarena.broker.program.HostedArena;
import io.bpfarena.broker.program.ObjectRegistry;
import io.bpfarena.broker.program.PagesTask;
import io.bpfarena.broker.session.ClientSession;
import io.bpfarena.broker.session.RefusedException;
import io.bpfarena.client.protocol.AllocPagesDecoder;
import io.bpfarena.client.protocol.FreePagesDecoder;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

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
    private final ClientTasks tasks;
    private final ResponseProxy responses;
    private final int maxPages;

    PagesHandlers(
            final ArenaHandlers arenas, final ObjectRegistry objects, final ClientTasks tasks,
            final ResponseProxy responses, final int maxPages) {
        this.arenas = arenas;
        this.objects = objects;
        this.tasks = tasks;
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
                    return 0;
                },
                (session, correlationId, _) -> responses.done(session, correlationId));
    }

    /** Answers when the work is done. */
    @FunctionalInterface
    private interface Answer {
        void send(ClientSession session, long correlationId, long result);
    }

    private void run(
            final Request request, final HostedArena arena, final int pages, final LongSupplier work,
            final Answer answer) throws RefusedException {
        final ClientSession session = request.session();
        final long correlationId = request.correlationId();
        if (pages <= maxPages) {
            answer.send(session, correlationId, work.getAsLong());
            return;
        }
        final BiConsumer<Long, Throwable> onDone = (result, failure) -> tasks.withSession(session.id(), client -> {
            if (failure == null) {
                answer.send(client, correlationId, result);
            } else {
                responses.refused(client, correlationId, Failures.errno(failure), Failures.text(failure));
            }
        });
        tasks.submit(session, new PagesTask(session.id(), objects.ownerOf(arena), work, onDone));
    }
}
