package io.bpfarena.client;

import io.bpfarena.client.fault.ArenaFullException;
import io.bpfarena.client.fault.FaultResolution;
import io.bpfarena.client.memory.ArenaTableHeader;
import io.bpfarena.client.memory.SharedArena;
import io.bpfarena.client.protocol.BrokerDirectory;
import io.bpfarena.client.protocol.ControlProtocol;
import io.bpfarena.linux.Errno;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The arenas that one client has mapped, and what it asks the broker about them. Any thread may call the methods. */
final class OpenArenas {
    private final ControlSession session;
    private final Path directory;
    private final long timeoutNs;
    private final Map<Integer, SharedArena> byId = new HashMap<>();
    private boolean closed;

    OpenArenas(final ControlSession session, final Path directory, final long timeoutNs) {
        this.session = session;
        this.directory = directory;
        this.timeoutNs = timeoutNs;
    }

    SharedArena open(final String name) {
        return open(Request.openArena(0, name), header -> header.name().equals(name),
                arena -> arena.name().equals(name));
    }

    SharedArena open(final int arenaId) {
        return open(Request.openArena(arenaId, ""), header -> header.arenaId() == arenaId,
                arena -> arena.id() == arenaId);
    }

    private synchronized SharedArena open(
            final Request request, final Predicate<ArenaTableHeader> wanted, final Predicate<SharedArena> same) {
        for (final SharedArena arena : byId.values()) {
            if (same.test(arena)) {
                return arena;
            }
        }
        if (closed) {
            throw new ClientClosedException();
        }
        final ArenaTableHeader header =
                session.request(request, ServerMessage.ArenaOpened.class, timeoutNs).header();
        if (!wanted.test(header) || byId.containsKey(header.arenaId())) {
            throw new ProtocolViolationException(request.name(), "it is %s".formatted(header), null);
        }
        final SharedArena arena = map(header);
        byId.put(header.arenaId(), arena);
        return arena;
    }

    private SharedArena map(final ArenaTableHeader header) {
        try {
            return SharedArena.map(
                    BrokerDirectory.table(directory, header.name()), BrokerDirectory.pages(directory, header.name()),
                    header, (page, pageCount) -> faultIn(header, page, pageCount), () -> onClose(header.arenaId()));
        } catch (final RuntimeException e) {
            tellClosed(header.arenaId());
            throw e;
        }
    }

    private void onClose(final int arenaId) {
        synchronized (this) {
            byId.remove(arenaId);
        }
        tellClosed(arenaId);
    }

    private void tellClosed(final int arenaId) {
        try {
            session.request(Request.closeArena(arenaId), ServerMessage.Reply.class, timeoutNs);
        } catch (final ArenaClientException e) {
            // It only keeps the broker's count right; a broker that cannot be told will see the client go.
        }
    }

    private FaultResolution faultIn(final ArenaTableHeader header, final int page, final int pageCount) {
        final Request request = Request.faultIn(
                header.arenaId(), page, Math.min(pageCount, ControlProtocol.MAX_FAULT_PAGES));
        try {
            final ServerMessage.FaultResult result =
                    session.request(request, ServerMessage.FaultResult.class, timeoutNs);
            if (result.arenaId() != header.arenaId() || result.page() != page
                    || result.pageCount() < 1 || result.pageCount() > pageCount) {
                throw new ProtocolViolationException(request.name(), "%s for %d pages from %d of arena %d"
                        .formatted(result, pageCount, page, header.arenaId()), null);
            }
            return result.resolution();
        } catch (final ControlException e) {
            throw switch (e.errno()) {
                case ENOSPC, ENOMEM, EDQUOT -> new ArenaFullException(
                        header.name(), header.baseAddress() + ((long) page << 12), e.errno(), e.text(), e);
                default -> e;
            };
        }
    }

    long allocPages(final SharedArena arena, final long address, final int pageCount) {
        final Request request = Request.allocPages(arena.id(), address, pageCount);
        final long allocated = session.request(request, ServerMessage.PagesAllocated.class, timeoutNs).address();
        if (allocated == 0) {
            throw new ControlException(request.name(), Errno.ENOMEM.number(), address == 0
                    ? "no %d free pages in a row in %s".formatted(pageCount, arena)
                    : "not %d free pages at 0x%x in %s".formatted(pageCount, address, arena));
        }
        // Of an address that is asked for, only the low 32 bits count.
        if ((allocated & 0xFFF) != 0 || !arena.contains(allocated, (long) pageCount << 12)
                || address != 0 && (int) allocated != (int) address) {
            throw new ProtocolViolationException(request.name(), "0x%x in %s".formatted(allocated, arena), null);
        }
        return allocated;
    }

    void closeAll() {
        final List<SharedArena> open;
        synchronized (this) {
            closed = true;
            open = List.copyOf(byId.values());
        }
        open.forEach(SharedArena::close);
    }
}
