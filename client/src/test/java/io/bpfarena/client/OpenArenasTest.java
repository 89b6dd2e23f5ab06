package io.bpfarena.client;

import static io.bpfarena.client.memory.ArenaFiles.BASE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.client.fault.ArenaFullException;
import io.bpfarena.client.fault.ArenaSegmentationFault;
import io.bpfarena.client.fault.FaultResolution;
import io.bpfarena.client.memory.ArenaFiles;
import io.bpfarena.client.memory.ArenaMappingException;
import io.bpfarena.client.memory.SharedArena;
import io.bpfarena.client.protocol.AllocPagesDecoder;
import io.bpfarena.client.protocol.BrokerDirectory;
import io.bpfarena.client.protocol.CloseArenaDecoder;
import io.bpfarena.client.protocol.FaultInDecoder;
import io.bpfarena.client.protocol.FaultOutcome;
import io.bpfarena.client.protocol.FreePagesDecoder;
import io.bpfarena.client.protocol.MessageReader;
import io.bpfarena.client.protocol.OpenArenaDecoder;
import io.bpfarena.client.view.ArenaAccessor;
import io.bpfarena.linux.Errno;
import io.bpfarena.linux.MemoryMapping;
import io.bpfarena.linux.ProcessMaps;
import io.bpfarena.linux.Protection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arenas over the session: what is asked for when one is opened, touched and closed. */
class OpenArenasTest {
    private static final int PAGES = 16;

    @TempDir
    private Path directory;
    private ArenaFiles files;
    private ScriptedBroker broker;
    private ArenaClient client;
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    private volatile String openedName = "demo";
    private volatile FaultOutcome outcome = FaultOutcome.ALLOCATED;
    private volatile int refusal;
    private volatile int pageLie;
    private volatile long allocated = BASE + 4096;

    @BeforeEach
    void connect() throws Exception {
        files = new ArenaFiles(
                Files.createDirectories(BrokerDirectory.arenas(directory).resolve("demo")),
                ArenaFiles.header(BASE, PAGES));
        broker = new ScriptedBroker(directory, 10_000, this::serve);
        client = ArenaClient.connect(
                new ArenaClient.Context().directory(directory).messageTimeout(Duration.ofSeconds(20)));
    }

    @AfterEach
    void close() {
        client.close();
        broker.close();
        files.close();
        assertEquals(List.of(), ProcessMaps.overlapping(BASE, PAGES * 4096L));
    }

    private void serve(final MessageReader request, final ScriptedBroker peer) throws Exception {
        switch (request.templateId()) {
            case OpenArenaDecoder.TEMPLATE_ID -> {
                final OpenArenaDecoder open = request.message(new OpenArenaDecoder());
                final long id = open.correlationId();
                seen.add("open " + open.arenaId() + request.text(open, "name", 200));
                peer.send((b, h) -> SampleMessages.arenaOpened(b, h, id, 3, openedName, BASE, PAGES));
            }
            case CloseArenaDecoder.TEMPLATE_ID -> {
                final CloseArenaDecoder close = request.message(new CloseArenaDecoder());
                seen.add("close " + close.arenaId());
                peer.reply(close.correlationId(), 0, "");
            }
            case FaultInDecoder.TEMPLATE_ID -> fault(request.message(new FaultInDecoder()), peer);
            case AllocPagesDecoder.TEMPLATE_ID -> {
                final AllocPagesDecoder alloc = request.message(new AllocPagesDecoder());
                final long id = alloc.correlationId();
                seen.add("alloc %x %d".formatted(alloc.address(), alloc.pageCount()));
                peer.send((b, h) -> SampleMessages.pagesAllocated(b, h, id, allocated));
            }
            case FreePagesDecoder.TEMPLATE_ID -> {
                final FreePagesDecoder free = request.message(new FreePagesDecoder());
                seen.add("free %x %d".formatted(free.address(), free.pageCount()));
                peer.reply(free.correlationId(), 0, "");
            }
            default -> throw new IllegalStateException("template " + request.templateId());
        }
    }

    private void fault(final FaultInDecoder fault, final ScriptedBroker peer) {
        final long id = fault.correlationId();
        final int page = fault.page();
        final int count = fault.pageCount();
        seen.add("fault " + fault.arenaId() + " " + page + "+" + count);
        if (refusal != 0) {
            peer.reply(id, refusal, "tmpfs is full");
            return;
        }
        for (int i = page; outcome != FaultOutcome.SEGV && i < page + count; i++) {
            files.setPresent(i, true);
        }
        peer.send((b, h) -> SampleMessages.faultResult(b, h, id, 3, page + pageLie, count, outcome));
    }

    @Test
    void shouldMapFaultInAndUnmap() {
        try (SharedArena arena = client.openArena("demo")) {
            final ArenaAccessor memory = new ArenaAccessor(arena);
            memory.putLong(BASE + 7 * 4096, 42);
            assertEquals(42, memory.getLong(BASE + 7 * 4096));
            memory.faultIn(BASE, 10);
            assertEquals(3, arena.faultStatistics().count(FaultResolution.ALLOCATED));
            assertTrue(arena.faultStatistics().percentileNs(50) > 0);
        }
        assertEquals(List.of("open 0demo", "fault 3 7+1", "fault 3 0+7", "fault 3 8+2", "close 3"), seen);
    }

    @Test
    void shouldGiveTheSameHandleUntilItIsClosed() {
        final SharedArena arena = client.openArena("demo");
        assertSame(arena, client.openArena("demo"));
        assertSame(arena, client.openArena(3));
        arena.close();
        assertNotSame(arena, client.openArena(3));
        assertEquals(List.of("open 0demo", "close 3", "open 3"), seen);
    }

    @Test
    void shouldRefuseAnotherArenaThanWasAskedFor() {
        openedName = "other";
        assertThrows(ProtocolViolationException.class, () -> client.openArena("demo"));
        assertThrows(ProtocolViolationException.class, () -> client.openArena(4));
    }

    @Test
    void shouldSayWhatIsInTheArenasPlace() {
        try (MemoryMapping _ = MemoryMapping.anonymousAt(BASE, 4096, Protection.NONE)) {
            final ArenaMappingException e =
                    assertThrows(ArenaMappingException.class, () -> client.openArena("demo"));
            assertTrue(e.getMessage().contains("300000000000-300000001000 ---p (anonymous)"), e.getMessage());
        }
        assertEquals(List.of("open 0demo", "close 3"), seen);
        client.openArena("demo").close();
    }

    @Test
    void shouldThrowASegmentationFaultOnTheBrokersWord() {
        outcome = FaultOutcome.SEGV;
        try (SharedArena arena = client.openArena("demo")) {
            final ArenaAccessor memory = new ArenaAccessor(arena);
            assertEquals(BASE + 4096 + 8,
                    assertThrows(ArenaSegmentationFault.class, () -> memory.getInt(BASE + 4096 + 8)).address());
        }
    }

    @Test
    void shouldSayThatThereIsNoMemoryForAPage() {
        refusal = Errno.ENOSPC.number();
        try (SharedArena arena = client.openArena("demo")) {
            final ArenaAccessor memory = new ArenaAccessor(arena);
            final ArenaFullException e =
                    assertThrows(ArenaFullException.class, () -> memory.putInt(BASE + 4096 + 8, 1));
            assertEquals(Errno.ENOSPC, e.errno());
            assertEquals("no memory for the page at 0x300000001000 of arena demo: ENOSPC (tmpfs is full)",
                    e.getMessage());
            refusal = Errno.ESTALE.number();
            assertEquals(Errno.ESTALE,
                    assertThrows(ControlException.class, () -> memory.putInt(BASE, 1)).errno());
        }
    }

    @Test
    void shouldRefuseAnAnswerForAnotherPage() {
        pageLie = 1;
        try (SharedArena arena = client.openArena("demo")) {
            final ArenaAccessor memory = new ArenaAccessor(arena);
            assertThrows(ProtocolViolationException.class, () -> memory.getByte(BASE));
            assertEquals(1, arena.faultStatistics().failures());
        }
    }

    @Test
    void shouldThrowWhenABrokerHasGoneAndPagesAreMissing() {
        final SharedArena arena = client.openArena("demo");
        final ArenaAccessor memory = new ArenaAccessor(arena);
        memory.putLong(BASE, 1);
        broker.closeAnswers();
        assertThrows(BrokerGoneException.class, () -> memory.putLong(BASE + 4096, 1));
        assertEquals(1, memory.getLong(BASE));
    }

    @Test
    void shouldAllocateAndFree() {
        try (SharedArena arena = client.openArena("demo")) {
            assertEquals(BASE + 4096, client.allocPages(arena, 2));
            assertEquals(BASE + 4096, client.allocPages(arena, BASE + 4096, 15));
            client.freePages(arena, BASE + 4096, 3);
            assertEquals(List.of("open 0demo", "alloc 0 2", "alloc 300000001000 15", "free 300000001000 3"), seen);
            assertThrows(ProtocolViolationException.class, () -> client.allocPages(arena, 16));
            assertThrows(ProtocolViolationException.class, () -> client.allocPages(arena, BASE, 1));
            allocated = 0;
            assertEquals(Errno.ENOMEM,
                    assertThrows(ControlException.class, () -> client.allocPages(arena, 1)).errno());
            allocated = BASE + 1;
            assertThrows(ProtocolViolationException.class, () -> client.allocPages(arena, 1));
        }
    }

    @Test
    void shouldUnmapWhatIsOpenWhenTheClientCloses() {
        final SharedArena arena = client.openArena("demo");
        client.close();
        assertTrue(arena.isClosed());
        assertEquals(List.of(), ProcessMaps.overlapping(BASE, 1));
    }
}
