package io.bpfarena.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.ControlException;
import io.bpfarena.client.ProgramRun;
import io.bpfarena.client.RunOptions;
import io.bpfarena.client.memory.SharedArena;
import io.bpfarena.client.protocol.BrokerDirectory;
import io.bpfarena.linux.Errno;
import io.bpfarena.linux.LinuxFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** Somebody who may write an arena's file cuts it short, so that a touch of it is SIGBUS: the broker lives. */
class CutFileTest {
    private static final long BASE = 0x3100_0000_0000L;

    @TempDir
    private Path temporary;

    private RunningBrokerFixture broker;
    private ArenaClient client;

    @BeforeEach
    void start() {
        broker = new RunningBrokerFixture(new Broker.Context()
                .directory(temporary.resolve("broker")).addObject("workload", TestObjects.workload()));
        client = ArenaClient.connect(new ArenaClient.Context().directory(broker.directory()));
    }

    @AfterEach
    void end() {
        client.close();
        broker.close();
    }

    private ProgramRun run(final String program, final long... values) {
        final ByteBuffer context = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (final long value : values) {
            context.putLong(value);
        }
        return client.run("workload", program, context.array(), RunOptions.DEFAULT);
    }

    @RepeatedTest(3)
    void shouldLiveWhenAnArenaIsCutShort() {
        run("alloc", 0, 10).requireSuccess();
        final SharedArena arena = client.openArena("workload.arena");
        final long present = BASE + 4096L * presentPage(arena);
        try (LinuxFile pages = LinuxFile.open(BrokerDirectory.pages(broker.directory(), "workload.arena"))) {
            pages.truncate(0);
        }
        for (int i = 0; i < 50; i++) {
            assertNotEquals(0, run("read_word", present, 0, 0).code());
        }
        final ControlException e =
                assertThrows(ControlException.class, () -> arena.ensurePresent(BASE + 500 * 4096L, 4096));
        assertEquals(Errno.EIO, e.errno());
        assertTrue(e.getMessage().contains("was cut to 0"), e.getMessage());
        assertEquals(3, run("add", 1, 2, 0).returnValue());
        client.unload(1);
        assertEquals("workload", client.load("workload", TestObjects.workload()).name());
    }

    private static int presentPage(final SharedArena arena) {
        for (int page = 0; page < arena.pageCount(); page++) {
            if (arena.isPresent(page)) {
                return page;
            }
        }
        throw new AssertionError("no page");
    }
}
