package io.bpfarena.integration.process;

import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.RunOptions;
import io.bpfarena.client.memory.SharedArena;
import io.bpfarena.client.view.ArenaAccessor;
import io.bpfarena.examples.ChangeContext;
import io.bpfarena.examples.Structure;
import io.bpfarena.linux.MemoryMapping;
import io.bpfarena.linux.Protection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;

/** What client processes do. */
final class ClientRoles {
    private static final int PAGE = 4096;
    private static final int ROUNDS_A_REPORT = 64;
    private static final int MAX_OWNED = 400;

    private ClientRoles() {
    }

    private static void check(final boolean condition, final String what, final long address, final long word) {
        if (!condition) {
            throw new IllegalStateException("%s at 0x%x: %s".formatted(what, address, Stamp.of(word)));
        }
    }

    /**
     * {@code ARENA FIRST COUNT}: touches the pages of a range that nobody else uses, over and over, stamps them, frees
     * one of eight, and checks that each has its stamp or, after a free, zero. Ends with {@code owned N}.
     */
    static void touch(final ArenaClient client, final String[] args) throws IOException {
        final SharedArena arena = client.openArena(args[0]);
        final ArenaAccessor accessor = new ArenaAccessor(arena);
        final int first = Integer.parseInt(args[1]);
        final int count = Integer.parseInt(args[2]);
        final BitSet owned = new BitSet();
        for (long round = 0; round % ROUNDS_A_REPORT != 0 || !ClientMain.isToldToEnd(); round++) {
            final int page = first + (int) (round % count);
            final long address = arena.baseAddress() + (long) page * PAGE;
            final long stamp = new Stamp(client.clientId(), page).word();
            final long found = accessor.getLong(address);
            check(found == (owned.get(page) ? stamp : 0), owned.get(page) ? "lost" : "not zeroed", address, found);
            accessor.putLong(address, stamp);
            owned.set(page);
            if (round % 8 == 7) {
                client.freePages(arena, address, 1);
                owned.clear(page);
            }
            if (round % ROUNDS_A_REPORT == 0) {
                ClientMain.print("progress " + round);
            }
        }
        ClientMain.print("owned " + owned.cardinality());
    }

    /**
     * {@code ARENA}: allocates pages anywhere and frees them again, the oldest first, and checks that each is zeroed
     * when it comes and its own when it goes. Ends with {@code owned N}.
     */
    static void allocate(final ArenaClient client, final String[] args) throws IOException {
        final SharedArena arena = client.openArena(args[0]);
        final ArenaAccessor accessor = new ArenaAccessor(arena);
        final Deque<Long> owned = new ArrayDeque<>();
        for (long round = 0; round % ROUNDS_A_REPORT != 0 || !ClientMain.isToldToEnd(); round++) {
            final long address = client.allocPages(arena, 1);
            final int page = (int) ((address - arena.baseAddress()) / PAGE);
            final long found = accessor.getLong(address);
            check(found == 0, "allocated twice", address, found);
            accessor.putLong(address, new Stamp(client.clientId(), page).word());
            owned.add(address);
            if (owned.size() > MAX_OWNED) {
                final long oldest = owned.remove();
                final Stamp stamp = Stamp.of(accessor.getLong(oldest));
                check(stamp.clientId() == client.clientId(), "taken away", oldest, stamp.word());
                client.freePages(arena, oldest, 1);
            }
            if (round % ROUNDS_A_REPORT == 0) {
                ClientMain.print("progress " + round);
            }
        }
        ClientMain.print("owned " + owned.size());
    }

    /** {@code ARENA}: touches one page after the other until it fails; prints {@code full after N: why}. */
    static void fill(final ArenaClient client, final String[] args) {
        final SharedArena arena = client.openArena(args[0]);
        final ArenaAccessor accessor = new ArenaAccessor(arena);
        for (int page = 0; page < arena.pageCount(); page++) {
            try {
                accessor.putLong(arena.baseAddress() + (long) page * PAGE, page);
            } catch (final RuntimeException e) {
                ClientMain.print("full after %d: %s: %s".formatted(
                        page, e.getClass().getSimpleName(), e.getMessage()));
                return;
            }
        }
        ClientMain.print("not full");
    }

    /** Asks for the broker's status until told to end, or until there is no answer. */
    static void ask(final ArenaClient client, final String[] args) throws IOException {
        for (long round = 0; !ClientMain.isToldToEnd(); round++) {
            client.status();
            if (round % ROUNDS_A_REPORT == 0) {
                ClientMain.print("progress " + round);
            }
        }
    }

    /** Has the list's build program append one node, again and again for as long as it may. */
    static void run(final ArenaClient client, final String[] args) {
        final RunOptions options =
                RunOptions.DEFAULT.withRepeat(Integer.MAX_VALUE).withDeadline(Duration.ofSeconds(59));
        client.run(Structure.LINKED_LIST.structureName(), Structure.LINKED_LIST.buildProgram(),
                ChangeContext.request(1), options).requireSuccess();
    }

    /** {@code ARENA BASE}: opens an arena whose address something else has taken in this process. */
    static void collide(final ArenaClient client, final String[] args) {
        final long base = Long.decode(args[1]);
        try (MemoryMapping _ = MemoryMapping.anonymousAt(base + PAGE, PAGE, Protection.READ)) {
            ClientMain.print("opened " + client.openArena(args[0]));
        }
    }
}
