package io.bpfarena.broker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.BrokerGoneException;
import io.bpfarena.client.ControlException;
import io.bpfarena.client.ProgramRun;
import io.bpfarena.client.RunOptions;
import io.bpfarena.client.fault.ArenaSegmentationFault;
import io.bpfarena.client.memory.SharedArena;
import io.bpfarena.client.view.ArenaAccessor;
import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.elf.ElfObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client library against the broker: the memory is the same, and each hears what the other does. */
class RealClientTest {
    private static final long BASE = 0x3100_0000_0000L;
    private static final int PAGE = 4096;

    @TempDir
    private Path temporary;

    private RunningBrokerFixture broker;
    private ArenaClient client;

    @BeforeEach
    void start() {
        broker = new RunningBrokerFixture(new Broker.Context().directory(temporary.resolve("broker")));
        client = ArenaClient.connect(
                new ArenaClient.Context().directory(broker.directory()).clientName("real client"));
    }

    @AfterEach
    void end() {
        client.close();
        broker.close();
    }

    private static ByteBuffer context(final long... values) {
        final ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (final long value : values) {
            bytes.putLong(value);
        }
        return bytes.flip();
    }

    private ByteBuffer run(final String program, final long... values) {
        final ProgramRun run = client.run("workload", program, context(values).array(), RunOptions.DEFAULT);
        return ByteBuffer.wrap(run.requireSuccess().context()).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void shouldShareMemoryBetweenProgramAndClient() {
        client.load("workload", TestObjects.workload());
        final SharedArena arena = client.openArena("workload.arena");
        final ArenaAccessor accessor = new ArenaAccessor(arena);

        final long pages = run("alloc", 0, 20).getLong(0);
        for (int i = 0; i < 20; i++) {
            assertEquals(i, accessor.getLong(pages + (long) i * PAGE));
        }
        final long untouched = BASE + 900L * PAGE;
        accessor.putLong(untouched + 8, 4711);
        assertEquals(4711, run("read_word", untouched + 8, 0, 0).getLong(16));

        run("release", pages, 20);
        assertEquals(0, run("read_word", pages, 0, 5).getLong(16));
        assertEquals(0, accessor.getLong(pages));
        assertEquals(2, client.status().pagesAllocated());
        assertEquals(2, client.listClients().getFirst().faults());
    }

    @Test
    void shouldReadAndWriteGlobals() {
        client.load("workload", TestObjects.workload());
        run("add", 1, 2, 0);
        assertEquals(1, client.readGlobalLong("workload", "calls"));
        client.writeGlobalLong("workload", "calls", 100);
        run("add", 1, 2, 0);
        assertEquals(101, client.readGlobalLong("workload", "calls"));
        final byte[] large = client.readGlobal("workload", "large");
        assertEquals(40_000, large.length);
        large[33_000] = 5;
        client.writeGlobal("workload", "large", large);
        assertArrayEquals(large, client.readGlobal("workload", "large"));
    }

    @Test
    void shouldSegfaultWhereTheArenaSaysSo() {
        client.load("segv", TestObjects.segv());
        final ArenaAccessor accessor = new ArenaAccessor(client.openArena("segv.arena"));
        assertThrows(ArenaSegmentationFault.class, () -> accessor.getLong(0x3200_0000_5000L));
        final ProgramRun run = client.run("segv", "alloc_one", new byte[8], RunOptions.DEFAULT);
        assertEquals(0, accessor.getLong(ByteBuffer.wrap(run.context()).order(ByteOrder.LITTLE_ENDIAN).getLong()));
    }

    @Test
    void shouldHearWhyAnObjectDoesNotLoad() {
        final ControlException e =
                assertThrows(ControlException.class, () -> client.load("bad", new byte[200_000]));
        assertEquals(Errno.EINVAL, e.errno());
        assertTrue(e.getMessage().contains("ELF header"), e.getMessage());
    }

    @Test
    void shouldRefuseWithTheFirstPieceAnObjectThatTheRuntimeWouldNotRead() {
        final ControlException e = assertThrows(ControlException.class,
                () -> client.load("large", new byte[ElfObject.MAX_LENGTH + 1]));
        assertEquals(Errno.E2BIG, e.errno());
        assertTrue(e.getMessage().contains("at most 8388608 bytes"), e.getMessage());
    }

    @Test
    void shouldEndARunAtItsDeadline() {
        client.load("workload", TestObjects.workload());
        final ProgramRun run = client.run("workload", "spin", new byte[24],
                RunOptions.DEFAULT.withDeadline(Duration.ofMillis(50)));
        assertEquals(Errno.ETIMEDOUT, Errno.of(run.code()));
    }

    @Test
    void shouldKeepWhatAProgramPrintedBeforeItWasEnded() {
        client.load("workload", TestObjects.workload());
        final ProgramRun run = client.run("workload", "print", context(0, 0xFFFF_FFFFL).array(),
                RunOptions.DEFAULT.withDeadline(Duration.ofMillis(50)));
        assertEquals(Errno.ETIMEDOUT, Errno.of(run.code()));
        assertTrue(run.output().contains("line 1\n"), run.output());
        assertTrue(run.durationNs() > 0);
        assertEquals(1, client.listPrograms().stream()
                .filter(program -> program.name().equals("print")).findFirst().orElseThrow().runs());
    }

    @Test
    void shouldListWhatIsThere() {
        client.load("workload", TestObjects.workload());
        client.load("segv", TestObjects.segv());
        assertEquals(8, client.listPrograms().size());
        assertEquals(2, client.listMaps().stream().filter(map -> map.arenaId() != 0).count());
        assertEquals("real client", client.listClients().getFirst().name());
        client.unload(1);
        assertEquals(1, client.listPrograms().size());
    }

    @Test
    void shouldTellAClientThatItIsGone() {
        client.load("workload", TestObjects.workload());
        final SharedArena arena = client.openArena("workload.arena");
        final ArenaAccessor accessor = new ArenaAccessor(arena);
        accessor.putLong(BASE, 1);
        broker.close();
        assertThrows(BrokerGoneException.class, () -> client.status());
        assertFalse(arena.isPresent(0));
        assertThrows(BrokerGoneException.class, () -> accessor.getLong(BASE));
    }

    @Test
    void shouldRunAProgramOverAPacket() {
        client.load("packets", TestObjects.ofRuntime("packets"));
        client.writeGlobalInt("packets", "tail_delta", -10);
        final byte[] packet = new byte[60];
        packet[20] = 77;
        final ProgramRun run = client.run(
                "packets", "move_ends", new byte[0], RunOptions.DEFAULT.withPacket(packet).withRepeat(3));
        assertEquals(50, run.requireSuccess().returnValue());
        assertArrayEquals(Arrays.copyOf(packet, 50), run.packet());

        final ProgramRun none = client.run("packets", "move_ends", new byte[0], RunOptions.DEFAULT);
        assertEquals(Errno.EINVAL, Errno.of(none.code()));
        client.load("workload", TestObjects.workload());
        final ProgramRun needless = client.run(
                "workload", "add", new byte[24], RunOptions.DEFAULT.withPacket(packet));
        assertEquals(Errno.EINVAL, Errno.of(needless.code()));
        assertThrows(IllegalArgumentException.class, () -> client.run(
                "packets", "move_ends", new byte[0], RunOptions.DEFAULT.withPacket(new byte[5000])));
    }

    @Test
    void shouldPassArgumentsToARawTracepoint() {
        client.load("packets", TestObjects.ofRuntime("packets"));
        final ProgramRun run = client.run("packets", "sum_arguments", context(3, 4).array(), RunOptions.DEFAULT);
        assertEquals(7, run.requireSuccess().returnValue());
    }
}
