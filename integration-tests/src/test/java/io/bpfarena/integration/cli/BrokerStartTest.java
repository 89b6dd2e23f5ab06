package io.bpfarena.integration.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.RunOptions;
import io.bpfarena.examples.ChangeContext;
import io.bpfarena.examples.Structure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code arena broker start}: how it starts, and how it ends. */
class BrokerStartTest {
    @TempDir
    private Path temporary;
    private Path directory;

    @BeforeEach
    void choose() {
        directory = temporary.resolve("broker");
    }

    private BrokerProcess start(final Object... args) throws IOException {
        return BrokerProcess.start(temporary.resolve("err"), args);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "HUP"})
    void shouldEndCleanlyWhenToldTo(final String signal) throws Exception {
        try (BrokerProcess broker = start("--dir", directory)) {
            assertTrue(broker.ready().startsWith("ready: "), broker.ready());
            broker.signal(signal);

            assertEquals(0, broker.awaitExit(), broker.err());
            assertEquals("", broker.err());
            assertFalse(Files.exists(directory));
        }
    }

    @Test
    void shouldEndCleanlyWhileAProgramRuns() throws Exception {
        final Path object = temporary.resolve("linked_list.bpf.o");
        try (InputStream in = Structure.class.getResourceAsStream(Structure.LINKED_LIST.objectResource())) {
            Files.copy(in, object);
        }
        try (BrokerProcess broker = start("--dir", directory, object);
                ArenaClient client = ArenaClient.connect(new ArenaClient.Context().directory(directory))) {
            final CompletableFuture<?> run = CompletableFuture.runAsync(() -> client.run(
                    "linked_list", "list_build", ChangeContext.request(1),
                    new RunOptions(Duration.ofSeconds(60), Integer.MAX_VALUE)));
            final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (client.readGlobalLong("linked_list", "list_count") < 1000) {
                assertTrue(!run.isDone() && System.nanoTime() - deadline < 0, "the program does not run");
            }
            broker.signal("TERM");

            assertEquals(0, broker.awaitExit(), broker.err());
            assertFalse(Files.exists(directory));
            run.handle((result, failure) -> failure).get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void shouldRefuseToStartBesideALiveBroker() throws Exception {
        try (BrokerProcess first = start("--dir", directory);
                BrokerProcess second = BrokerProcess.start(temporary.resolve("err2"), "--dir", directory)) {
            assertEquals(1, second.awaitExit());
            assertNull(second.ready());
            assertEquals(1, second.err().lines().count(), second.err());
            assertTrue(second.err().startsWith("arena: a broker is active in " + directory + " (pid " + first.pid()),
                    second.err());
            assertEquals(0, Invoked.arena("broker", "status", "--dir", directory).status());
        }
    }

    @Test
    void shouldTakeTheDirectoryOfABrokerThatWasKilled() throws Exception {
        try (BrokerProcess first = start("--dir", directory)) {
            first.signal("KILL");
            first.awaitExit();
        }
        try (BrokerProcess second = start("--dir", directory)) {
            assertTrue(second.ready() != null && second.ready().startsWith("ready: "), second.err());
            assertEquals(0, Invoked.arena("broker", "status", "--dir", directory).status());
        }
    }

    @Test
    void shouldSayThatAKilledBrokerIsNotThere() throws Exception {
        try (BrokerProcess broker = start("--dir", directory)) {
            broker.signal("KILL");
            broker.awaitExit();
            final Invoked status = Invoked.arena("broker", "status", "--dir", directory);

            assertEquals(1, status.status());
            assertEquals(1, status.err().lines().count(), status.err());
            assertTrue(status.err().startsWith("arena: "), status.err());
        }
    }

    @Test
    void shouldNotStartWithAnObjectThatIsNone() throws Exception {
        final Path file = Files.writeString(temporary.resolve("text.bpf.o"), "no object");
        try (BrokerProcess broker = start("--dir", directory, file)) {
            assertEquals(1, broker.awaitExit());
            assertEquals(1, broker.err().lines().count(), broker.err());
            assertTrue(broker.err().startsWith("arena: "), broker.err());
            assertFalse(Files.exists(directory));
        }
    }

    @Test
    void shouldRefuseTwoObjectsOfOneName() throws Exception {
        final Path one = Files.writeString(temporary.resolve("same.o"), "x");
        try (BrokerProcess broker = start("--dir", directory, one, one)) {
            assertEquals(2, broker.awaitExit());
            assertTrue(broker.err().contains("two objects have the name same"), broker.err());
        }
    }
}
