package io.bpfarena.integration.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.examples.Structure;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that cannot have what they want: the address is taken, the file system is full. */
class ClientRefusalTest {
    private static final String ARENA = BrokerProcess.arenaOf(Structure.LINKED_LIST);
    private static final String BASE = "0x300000000000";

    @TempDir
    private Path temporary;

    @Test
    void shouldNameWhatHasTheAddressInTheClient() {
        try (BrokerProcess broker = BrokerProcess.start(
                temporary.resolve("broker"), temporary.resolve("objects"), Structure.LINKED_LIST);
                ChildJvm client = broker.startClient("collide", ARENA, BASE)) {
            final String failure = client.await("failed");
            assertEquals(1, client.awaitExit());
            assertTrue(failure.startsWith("ArenaMappingException"), failure);
            assertTrue(failure.contains("300000001000-300000002000 r--p"), failure);
            broker.jvm().terminate();
            assertEquals(0, broker.jvm().awaitExit());
        }
    }

    @Test
    void shouldFillAFileSystemAndLive() throws Exception {
        try (Tmpfs small = Tmpfs.mount(temporary.resolve("small"), "24m");
                BrokerProcess broker = BrokerProcess.start(
                        small.directory().resolve("broker"), temporary.resolve("objects"), Structure.LINKED_LIST);
                ChildJvm filling = broker.startClient("fill", ARENA)) {
            final String full = filling.await("full after");
            assertEquals(0, filling.awaitExit(), () -> filling.output().toString());
            assertTrue(full.contains("ArenaFullException") && full.contains("ENOSPC"), full);

            // There is no room for the logs of another client; it hears so, and the broker goes on.
            try (ChildJvm late = broker.startClient("ask")) {
                final String refusal = late.await("failed");
                assertEquals(1, late.awaitExit());
                assertTrue(refusal.contains("insufficient usable storage"), refusal);
            }
            broker.jvm().terminate();
            assertEquals(0, broker.jvm().awaitExit(), () -> broker.jvm().output().toString());
        }
    }

    @Test
    void shouldSayThatThereIsNoBroker() {
        try (ChildJvm client = ChildJvm.start(List.of(), ClientMain.class, "ask", temporary.toString())) {
            final String failure = client.await("failed");
            assertEquals(1, client.awaitExit());
            assertTrue(failure.startsWith("BrokerUnavailableException"), failure);
            assertTrue(failure.contains(temporary.toString()), failure);
        }
    }
}
