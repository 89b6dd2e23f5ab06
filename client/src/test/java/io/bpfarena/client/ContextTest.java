package io.bpfarena.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContextTest {
    @AfterEach
    void clearProperties() {
        List.of(ArenaClient.Context.DIRECTORY_PROPERTY, ArenaClient.Context.MESSAGE_TIMEOUT_PROPERTY,
                ArenaClient.Context.LOAD_TIMEOUT_PROPERTY, ArenaClient.Context.IDLE_STRATEGY_PROPERTY,
                ArenaClient.Context.CLIENT_NAME_PROPERTY).forEach(System::clearProperty);
    }

    @Test
    void shouldHaveDefaults() {
        final ArenaClient.Context context = new ArenaClient.Context().conclude();
        assertEquals(Path.of("/dev/shm/bpf-arena-" + System.getProperty("user.name")), context.directory());
        assertEquals(TimeUnit.SECONDS.toNanos(5), context.messageTimeoutNs());
        assertEquals(TimeUnit.SECONDS.toNanos(60), context.loadTimeoutNs());
        assertEquals("client", context.clientName());
        assertInstanceOf(BackoffIdleStrategy.class, context.idleStrategySupplier().get());
        assertNotSame(context.idleStrategySupplier().get(), context.idleStrategySupplier().get());
    }

    @Test
    void shouldTakeProperties() {
        System.setProperty(ArenaClient.Context.DIRECTORY_PROPERTY, "/some/../where");
        System.setProperty(ArenaClient.Context.MESSAGE_TIMEOUT_PROPERTY, "250ms");
        System.setProperty(ArenaClient.Context.LOAD_TIMEOUT_PROPERTY, "2s");
        System.setProperty(ArenaClient.Context.IDLE_STRATEGY_PROPERTY, "sleep-ms");
        System.setProperty(ArenaClient.Context.CLIENT_NAME_PROPERTY, "walker");
        final ArenaClient.Context context = new ArenaClient.Context().conclude();
        assertEquals(Path.of("/where"), context.directory());
        assertEquals(250_000_000, context.messageTimeoutNs());
        assertEquals(2_000_000_000, context.loadTimeoutNs());
        assertEquals("walker", context.clientName());
        assertInstanceOf(SleepingMillisIdleStrategy.class, context.idleStrategySupplier().get());
    }

    @Test
    void shouldPreferWhatIsSetToProperties() {
        System.setProperty(ArenaClient.Context.MESSAGE_TIMEOUT_PROPERTY, "250ms");
        assertEquals(7, new ArenaClient.Context().messageTimeout(Duration.ofNanos(7)).conclude().messageTimeoutNs());
    }

    @ParameterizedTest
    @CsvSource({
        "bpf.arena.message.timeout, 0s", "bpf.arena.message.timeout, 2h", "bpf.arena.load.timeout, soon",
        "bpf.arena.idle.strategy, dream", "bpf.arena.client.name, ''"})
    void shouldRefuseAPropertyThatCannotBe(final String property, final String value) {
        System.setProperty(property, value);
        final IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> new ArenaClient.Context().conclude());
        assertTrue(e.getMessage().contains(property) || e.getMessage().contains("client name"), e.getMessage());
    }

    @Test
    void shouldRefuseValuesThatCannotBe() {
        assertThrows(IllegalArgumentException.class,
                () -> new ArenaClient.Context().messageTimeout(Duration.ZERO).conclude());
        assertThrows(IllegalArgumentException.class,
                () -> new ArenaClient.Context().loadTimeout(Duration.ofSeconds(-1)).conclude());
        assertThrows(IllegalArgumentException.class,
                () -> new ArenaClient.Context().clientName("n".repeat(513)).conclude());
    }

    @Test
    void shouldServeOneClient() {
        final ArenaClient.Context context = new ArenaClient.Context().conclude();
        assertThrows(IllegalStateException.class, context::conclude);
    }
}
