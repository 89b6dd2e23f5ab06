package io.bpfarena.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.broker.page.TmpfsMount;
import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.ControlException;
import io.bpfarena.client.memory.SharedArena;
import io.bpfarena.client.view.ArenaAccessor;
import io.bpfarena.linux.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker whose arenas are on a file system of 2 MiB: what does not fit is refused, and nobody dies of it. */
class FullFileSystemTest {
    private static final long BASE = 0x3100_0000_0000L;
    private static final int PAGE = 4096;

    @TempDir
    private Path temporary;

    private TmpfsMount mount;
    private RunningBrokerFixture broker;
    private ArenaClient client;

    @BeforeEach
    void start() throws Exception {
        mount = TmpfsMount.mount(temporary.resolve("small"), "2m");
        broker = new RunningBrokerFixture(new Broker.Context()
                .directory(mount.directory().resolve("broker"))
                .aeronDirectory(temporary.resolve("aeron"))
                .addObject("workload", TestObjects.workload()));
        client = ArenaClient.connect(new ArenaClient.Context().directory(broker.directory()));
    }

    @AfterEach
    void end() throws IOException {
        if (mount == null) {
            return;
        }
        if (client != null) {
            client.close();
        }
        if (broker != null) {
            broker.close();
        }
        try (Stream<Path> left = Files.list(mount.directory())) {
            assertEquals(List.of(), left.toList());
        } finally {
            mount.close();
        }
    }

    @Test
    void shouldAnswerFaultsWithEnospcAndGoOn() {
        final SharedArena arena = client.openArena("workload.arena");
        final ArenaAccessor accessor = new ArenaAccessor(arena);
        int page = 0;
        RuntimeException full = null;
        while (full == null && page < arena.pageCount()) {
            try {
                accessor.putLong(BASE + (long) page * PAGE, page);
                page++;
            } catch (final RuntimeException e) {
                full = e;
            }
        }
        assertTrue(full != null && full.getMessage().contains("ENOSPC"), "after %d pages: %s".formatted(page, full));
        assertTrue(page > 300 && page < 512, "pages: " + page);
        assertEquals(page, client.status().pagesAllocated());
        for (int i = 0; i < page; i++) {
            assertEquals(i, accessor.getLong(BASE + (long) i * PAGE));
        }

        client.freePages(arena, BASE, 10);
        accessor.putLong(BASE + 5 * PAGE, 55);
        assertEquals(55, accessor.getLong(BASE + 5 * PAGE));
        final ControlException e = assertThrows(ControlException.class, () -> client.allocPages(arena, 400));
        assertEquals(Errno.ENOMEM, e.errno());
        assertEquals(page - 9, client.status().pagesAllocated());
    }

    @Test
    void shouldRefuseAnObjectWhoseArenaDoesNotFit() {
        final SharedArena arena = client.openArena("workload.arena");
        final ControlException full = assertThrows(ControlException.class, () -> {
            while (client.status().pagesAllocated() < arena.pageCount()) {
                client.allocPages(arena, 1);
            }
        });
        assertEquals(Errno.ENOMEM, full.errno());
        final ControlException e =
                assertThrows(ControlException.class, () -> client.load("segv", TestObjects.segv()));
        assertEquals(Errno.ENOSPC, e.errno());
        assertTrue(e.getMessage().contains("segv.arena"), e.getMessage());
        client.freePages(arena, BASE, 100);
        assertEquals("segv", client.load("segv", TestObjects.segv()).name());
    }
}
