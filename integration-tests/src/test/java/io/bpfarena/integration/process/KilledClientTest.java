package io.bpfarena.integration.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.ArenaEventListener;
import io.bpfarena.client.ClientInfo;
import io.bpfarena.client.ControlException;
import io.bpfarena.client.MapInfo;
import io.bpfarena.client.ProgramInfo;
import io.bpfarena.client.memory.SharedArena;
import io.bpfarena.client.view.ArenaAccessor;
import io.bpfarena.examples.Structure;
import io.bpfarena.linux.Errno;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that fault, write, allocate and free, and one of them is killed in the middle of it. */
class KilledClientTest {
    private static final int PAGE = 4096;
    private static final int RANGE = 1000;
    private static final String TOUCHED = BrokerProcess.arenaOf(Structure.LINKED_LIST);
    private static final String ALLOCATED = BrokerProcess.arenaOf(Structure.SPARSE_ARRAY);

    @TempDir
    private Path temporary;

    private final Set<Long> gone = ConcurrentHashMap.newKeySet();
    private BrokerProcess broker;
    private ArenaClient observer;

    @BeforeEach
    void start() {
        broker = BrokerProcess.start(
                temporary.resolve("broker"), temporary.resolve("objects"), Structure.LINKED_LIST,
                Structure.SPARSE_ARRAY);
        observer = ArenaClient.connect(new ArenaClient.Context()
                .directory(broker.directory()).clientName("observer").eventListener(new ArenaEventListener() {
                    @Override
                    public void onClientGone(final long clientId) {
                        gone.add(clientId);
                    }
                }));
    }

    @AfterEach
    void end() {
        if (observer != null) {
            observer.close();
        }
        if (broker != null) {
            broker.jvm().terminate();
            assertEquals(0, broker.jvm().awaitExit(), () -> broker.jvm().output().toString());
            broker.close();
        }
        assertFalse(Files.exists(temporary.resolve("broker")));
    }

    private ChildJvm client(final String... args) {
        return broker.startClient(args);
    }

    private ChildJvm toucher(final int number) {
        return client("touch", TOUCHED, Integer.toString(number * RANGE), Integer.toString(RANGE));
    }

    private static long id(final ChildJvm client) {
        return Long.parseLong(client.await("attached"));
    }

    private static long progress(final ChildJvm client) {
        return Long.parseLong(client.await("progress"));
    }

    private static void awaitProgress(final ChildJvm client, final long beyond) {
        client.awaitLine("progress beyond " + beyond,
                line -> line.startsWith("progress") && Long.parseLong(line.substring(9)) > beyond);
    }

    /** Ends it; how many pages it owns. */
    private static int end(final ChildJvm client) {
        client.say("end");
        assertEquals(0, client.awaitExit(), () -> client.output().toString());
        return Integer.parseInt(client.await("owned"));
    }

    /** How many pages of an arena have whose stamp; 0 is for pages without one. */
    private Map<Long, Integer> owners(final SharedArena arena) {
        final ArenaAccessor accessor = new ArenaAccessor(arena);
        final Map<Long, Integer> owners = new HashMap<>();
        for (int page = 0; page < arena.pageCount(); page++) {
            if (arena.isPresent(page)) {
                final Stamp stamp = Stamp.of(accessor.getLong(arena.baseAddress() + (long) page * PAGE));
                assertTrue(stamp.clientId() == 0 || stamp.page() == page, "page %d has %s".formatted(page, stamp));
                owners.merge(stamp.clientId(), 1, Integer::sum);
            }
        }
        return owners;
    }

    private int allocatedPages(final String arena) {
        return observer.listMaps().stream()
                .filter(map -> map.arenaId() != 0 && (map.objectName() + "." + map.name()).equals(arena))
                .mapToInt(MapInfo::pagesAllocated).sum();
    }

    private void awaitGone(final long clientId) {
        Await.value(() -> "ClientGone of %d, gone: %s".formatted(clientId, gone),
                () -> gone.contains(clientId) ? true : null);
        assertTrue(observer.listClients().stream().mapToLong(ClientInfo::id).noneMatch(id -> id == clientId));
    }

    @Test
    void shouldServeTheOthersWhenOneIsKilledWhileItFaults() {
        try (ChildJvm first = toucher(0); ChildJvm second = toucher(1); ChildJvm victim = toucher(2)) {
            final long firstId = id(first);
            final long secondId = id(second);
            final long victimId = id(victim);
            awaitProgress(victim, RANGE);
            victim.kill();
            final long firstProgress = progress(first);
            final long secondProgress = progress(second);
            victim.awaitExit();
            awaitGone(victimId);
            awaitProgress(first, firstProgress + 2L * RANGE);
            awaitProgress(second, secondProgress + 2L * RANGE);

            final int firstOwned = end(first);
            final int secondOwned = end(second);
            final Map<Long, Integer> owners = owners(observer.openArena(TOUCHED));
            assertEquals(firstOwned, owners.get(firstId));
            assertEquals(secondOwned, owners.get(secondId));
            final int victims = owners.get(victimId);
            assertTrue(victims > 0 && victims <= RANGE, "pages of the victim: " + victims);
            assertTrue(owners.getOrDefault(0L, 0) <= 1, "it had one page without a stamp at most: " + owners);
            assertEquals(allocatedPages(TOUCHED), owners.values().stream().mapToInt(Integer::intValue).sum());
        }
    }

    @Test
    void shouldOwnNoPageTwiceWhenOneIsKilledWhileItAllocates() {
        try (ChildJvm first = client("allocate", ALLOCATED);
                ChildJvm second = client("allocate", ALLOCATED);
                ChildJvm victim = client("allocate", ALLOCATED)) {
            final long firstId = id(first);
            final long secondId = id(second);
            final long victimId = id(victim);
            awaitProgress(victim, 800);
            victim.kill();
            final long progress = progress(second);
            victim.awaitExit();
            awaitGone(victimId);
            awaitProgress(first, 800);
            awaitProgress(second, progress + 800);

            final int firstOwned = end(first);
            final int secondOwned = end(second);
            final Map<Long, Integer> owners = owners(observer.openArena(ALLOCATED));
            assertEquals(firstOwned, owners.get(firstId));
            assertEquals(secondOwned, owners.get(secondId));
            assertTrue(owners.get(victimId) > 300, "its pages stay, as in the kernel's arena: " + owners);
            assertTrue(owners.getOrDefault(0L, 0) <= 1, "it had one page without a stamp at most: " + owners);
            assertEquals(allocatedPages(ALLOCATED), owners.values().stream().mapToInt(Integer::intValue).sum());
        }
    }

    @Test
    void shouldEndTheProgramOfAClientThatIsKilled() {
        try (ChildJvm victim = client("run")) {
            final long victimId = id(victim);
            final ProgramInfo program = observer.listPrograms().stream()
                    .filter(info -> info.name().equals(Structure.LINKED_LIST.buildProgram())).findFirst().orElseThrow();
            Await.value(() -> "the program to run",
                    () -> observer.readGlobalLong("linked_list", "list_appended") > 0 ? true : null);
            assertTrue(isBusy(program.objectId()));
            victim.kill();
            awaitGone(victimId);
            Await.value(() -> "the object free", () -> isBusy(program.objectId()) ? null : true);
        }
    }

    /** Whether it cannot be unloaded now; if it can, it is. */
    private boolean isBusy(final int objectId) {
        try {
            observer.unload(objectId);
            return false;
        } catch (final ControlException e) {
            assertEquals(Errno.EBUSY, e.errno());
            return true;
        }
    }
}
