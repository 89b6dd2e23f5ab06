package io.bpfarena.integration.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.protocol.BrokerMark;
import io.bpfarena.examples.Structure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that is told to end, one that is killed, and a second one beside it. */
class BrokerEndTest {
    private static final String ARENA = BrokerProcess.arenaOf(Structure.SPARSE_ARRAY);

    @TempDir
    private Path temporary;

    private Path directory() {
        return temporary.resolve("broker");
    }

    private BrokerProcess start() {
        return BrokerProcess.start(
                directory(), temporary.resolve("objects"), Structure.LINKED_LIST, Structure.SPARSE_ARRAY);
    }

    /** What a client prints when its broker is gone. */
    private static void assertLostItsBroker(final ChildJvm client) {
        assertEquals(1, client.awaitExit(), () -> client.output().toString());
        assertTrue(client.await("failed").startsWith("BrokerGoneException"), () -> client.output().toString());
    }

    @Test
    void shouldRemoveEverythingWhenToldToEnd() {
        try (BrokerProcess broker = start();
                ChildJvm asking = broker.startClient("ask");
                ChildJvm touching = broker.startClient("touch", ARENA, "0", "500");
                ChildJvm waiting = broker.startClient("run")) {
            asking.await("progress");
            touching.await("progress");
            waiting.await("attached");
            broker.jvm().terminate();
            assertEquals(0, broker.jvm().awaitExit(), () -> broker.jvm().output().toString());
            assertEquals(1, broker.jvm().output().size(), () -> "nothing to complain of: " + broker.jvm().output());
            assertFalse(Files.exists(directory()));
            assertLostItsBroker(asking);
            assertLostItsBroker(touching);
            assertLostItsBroker(waiting);
        }
    }

    @Test
    void shouldLeaveNoClientHangingWhenKilled() throws Exception {
        try (BrokerProcess broker = start();
                ChildJvm asking = broker.startClient("ask");
                ChildJvm touching = broker.startClient("touch", ARENA, "0", "500");
                ChildJvm waiting = broker.startClient("run")) {
            asking.await("progress");
            touching.await("progress");
            waiting.await("attached");
            broker.jvm().kill();
            broker.jvm().awaitExit();
            assertLostItsBroker(asking);
            assertLostItsBroker(touching);
            assertLostItsBroker(waiting);
        }
        final long killedEpoch = BrokerMark.read(directory()).epoch();
        assertTrue(Files.exists(directory().resolve("arenas").resolve(ARENA).resolve("pages")));

        // The next one takes the directory over at once, and cleans it before it serves.
        try (BrokerProcess next = start()) {
            try (ArenaClient client = ArenaClient.connect(new ArenaClient.Context().directory(directory()))) {
                assertTrue(client.epoch() > killedEpoch);
                assertEquals(0, client.status().pagesAllocated());
            }
            next.jvm().terminate();
            assertEquals(0, next.jvm().awaitExit(), () -> next.jvm().output().toString());
        }
        assertEquals(List.of(), namesIn(directory()));
    }

    private static List<String> namesIn(final Path path) throws IOException {
        if (!Files.exists(path)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }

    @Test
    void shouldRefuseASecondBrokerInAnotherProcess() {
        try (BrokerProcess broker = start();
                ChildJvm client = broker.startClient("ask");
                BrokerProcess second = BrokerProcess.begin(directory(), temporary.resolve("objects"))) {
            client.await("progress");
            assertEquals(1, second.jvm().awaitExit());
            final String line = String.join("\n", second.jvm().output());
            assertTrue(line.contains("a broker is active in " + directory()), line);
            assertTrue(line.contains("pid " + broker.jvm().pid()), line);
            assertEquals(1, second.jvm().output().size(), line);

            client.say("end");
            assertEquals(0, client.awaitExit(), () -> client.output().toString());
            broker.jvm().terminate();
            assertEquals(0, broker.jvm().awaitExit());
        }
        assertFalse(Files.exists(directory()));
    }
}
