package io.bpfarena.client;

import io.bpfarena.client.protocol.BrokerDirectory;
import io.bpfarena.client.protocol.ControlProtocol;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.agrona.Strings;
import org.agrona.SystemUtil;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SleepingIdleStrategy;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;

/** What {@link ArenaClient.Context} takes from system properties, and the range of each value. */
final class ContextDefaults {
    private static final long MAX_TIMEOUT_NS = TimeUnit.HOURS.toNanos(1);

    private ContextDefaults() {
    }

    static Path directory() {
        final String property = System.getProperty(ArenaClient.Context.DIRECTORY_PROPERTY);
        return Strings.isEmpty(property) ? BrokerDirectory.defaultDirectory() : Path.of(property);
    }

    /** The value that was set, if it is not 0, or the property's, or the default. */
    static long timeoutNs(final String property, final long setNs, final int defaultSeconds) {
        final long timeoutNs = setNs != 0
                ? setNs
                : SystemUtil.getDurationInNanos(property, TimeUnit.SECONDS.toNanos(defaultSeconds));
        if (timeoutNs <= 0 || timeoutNs > MAX_TIMEOUT_NS) {
            throw new IllegalArgumentException("%s must be more than 0 and at most an hour: %d ns"
                    .formatted(property, timeoutNs));
        }
        return timeoutNs;
    }

    static Supplier<IdleStrategy> idleStrategySupplier() {
        final String alias =
                System.getProperty(ArenaClient.Context.IDLE_STRATEGY_PROPERTY, BackoffIdleStrategy.ALIAS);
        return switch (alias) {
            case BackoffIdleStrategy.ALIAS -> BackoffIdleStrategy::new;
            case YieldingIdleStrategy.ALIAS -> YieldingIdleStrategy::new;
            case BusySpinIdleStrategy.ALIAS -> BusySpinIdleStrategy::new;
            case SleepingIdleStrategy.ALIAS -> SleepingIdleStrategy::new;
            case SleepingMillisIdleStrategy.ALIAS -> SleepingMillisIdleStrategy::new;
            default -> throw new IllegalArgumentException("%s must be backoff, yield, spin, sleep-ns or sleep-ms: %s"
                    .formatted(ArenaClient.Context.IDLE_STRATEGY_PROPERTY, alias));
        };
    }

    static void requireName(final String clientName) {
        final int length = clientName.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > ControlProtocol.MAX_NAME_LENGTH) {
            throw new IllegalArgumentException("client name must be 1 to %d bytes: %s (%d bytes)"
                    .formatted(ControlProtocol.MAX_NAME_LENGTH, clientName, length));
        }
    }
}
