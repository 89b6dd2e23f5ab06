package io.bpfarena.broker.control;

import io.bpfarena.broker.program.HostedArena;
import io.bpfarena.broker.session.RefusedException;
import io.bpfarena.client.protocol.FaultInDecoder;
import io.bpfarena.client.protocol.FaultOutcome;
import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.arena.ArenaException;
import io.bpfarena.runtime.arena.ArenaMap;
import org.agrona.concurrent.NanoClock;

/**
 * FaultIn: pages that a client touched. Resolves as many of them, from the first on, as have the same kind of outcome
 * and as one turn of the duty cycle allows; the answer says how many, and the client asks again for the rest.
 *
 * <pre>
 *   FaultIn(page 7, 3 pages), page 8 present -&gt; FaultResult(7, 3, ALLOCATED)
 *   FaultIn(page 7, 3 pages), SEGV_ON_FAULT, page 7 present, 8 not -&gt; FaultResult(7, 1, PRESENT), and then
 *   FaultIn(page 8, 2 pages)                 -&gt; FaultResult(8, 1, SEGV)
 *   FaultIn(page 7, 3 pages), file system full at 9 -&gt; FaultResult(7, 2, ALLOCATED), and then
 *   FaultIn(page 9, 1 page)                  -&gt; Reply(ENOSPC)
 * </pre>
 */
final class FaultInHandler implements RequestHandler {
    private final FaultInDecoder decoder = new FaultInDecoder();
    private final ArenaHandlers arenas;
    private final FaultLatency latency;
    private final ResponseProxy responses;
    private final NanoClock clock;
    private final int maxPages;

    FaultInHandler(
            final ArenaHandlers arenas, final FaultLatency latency, final ResponseProxy responses,
            final NanoClock clock, final int maxPages) {
        this.arenas = arenas;
        this.latency = latency;
        this.responses = responses;
        this.clock = clock;
        this.maxPages = maxPages;
    }

    @Override
    public void onRequest(final Request request) throws RefusedException {
        decoder.wrap(request.buffer(), request.offset(), FaultInDecoder.BLOCK_LENGTH, FaultInDecoder.SCHEMA_VERSION);
        final HostedArena arena = arenas.find(request, decoder.arenaId());
        final int page = decoder.page();
        final int count = decoder.pageCount();
        if (page < 0 || count < 1 || page > arena.map().maxEntries() - count) {
            throw new RefusedException(Errno.ERANGE, "arena %s has %d pages: page=%d, pageCount=%d"
                    .formatted(arena.name(), arena.map().maxEntries(), page, count));
        }
        final int limit = Math.min(count, maxPages);
        FaultOutcome outcome = faultIn(arena.map(), page);
        int resolved = 1;
        while (outcome != FaultOutcome.SEGV && resolved < limit) {
            final FaultOutcome next = tryFaultIn(arena.map(), page + resolved);
            if (next == FaultOutcome.SEGV) {
                break;
            }
            outcome = next == FaultOutcome.ALLOCATED ? next : outcome;
            resolved++;
        }
        request.session().addFaults(resolved);
        responses.faultResult(
                request.session(), request.correlationId(), arena.id(), page, resolved, outcome);
        latency.record(resolved, clock.nanoTime() - request.receivedNs());
    }

    private static FaultOutcome faultIn(final ArenaMap map, final int page) {
        return switch (map.faultIn(page)) {
            case PRESENT -> FaultOutcome.PRESENT;
            case ALLOCATED -> FaultOutcome.ALLOCATED;
            case SEGV -> FaultOutcome.SEGV;
        };
    }

    /** A failure after the first page is left to the next request, which begins with it. */
    private static FaultOutcome tryFaultIn(final ArenaMap map, final int page) {
        try {
            return faultIn(map, page);
        } catch (final ArenaException e) {
            return FaultOutcome.SEGV;
        }
    }
}
