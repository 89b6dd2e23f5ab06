package io.bpfarena.broker;

import io.aeron.driver.Configuration;
import io.bpfarena.broker.page.FileAccess;
import io.bpfarena.client.protocol.BrokerDirectory;
import io.bpfarena.runtime.BpfRuntime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.agrona.SystemUtil;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.agrona.concurrent.SleepingIdleStrategy;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;

/**
 * A broker: owns a directory, hosts objects, serves clients, until it is closed.
 *
 * <pre>{@code
 * try (Broker broker = Broker.launch(new Broker.Context().directory(path))) {
 *     broker.await();            // returns when another thread has closed it, or when it failed
 * }
 * }</pre>
 *
 * All methods may be called by any thread.
 */
public final class Broker implements AutoCloseable {
    private final RunningBroker running;

    private Broker(final RunningBroker running) {
        this.running = running;
    }

    /**
     * Starts a broker.
     *
     * @param context its configuration; concluded here.
     * @return the broker; clients can attach.
     * @throws BrokerStartException     if it cannot start; nothing is left behind then.
     * @throws IllegalArgumentException if something in the context does not fit.
     */
    public static Broker launch(final Context context) throws BrokerStartException {
        return new Broker(RunningBroker.start(context.conclude()));
    }

    /** {@return the directory it owns} */
    public Path directory() {
        return running.directory();
    }

    /** {@return the number of this run; each run in a directory has a higher one} */
    public long epoch() {
        return running.epoch();
    }

    /**
     * Waits until it has been closed or has failed. After a failure it is still to be closed.
     *
     * @throws InterruptedException if the caller is interrupted.
     */
    public void await() throws InterruptedException {
        running.await();
    }

    /** {@return why it ended by itself; empty while it runs, and if it was closed} */
    public Optional<Throwable> failure() {
        return running.failure();
    }

    /**
     * Ends it: clients are told, programs are ended, every file it made is removed, and the directory if it made that.
     * Returns when all is done, within some seconds even if a program does not end. A second call waits for the first.
     */
    @Override
    public void close() {
        running.close();
    }

    /**
     * What a broker is made from. Everything has a default, most from a system property. One thread at a time; after
     * {@link #conclude()} it does not change any more.
     */
    public static final class Context {
        /** Property: the directory. Default {@link BrokerDirectory#defaultDirectory()}. */
        public static final String DIRECTORY_PROPERTY = "bpf.arena.dir";

        /** Property: the media driver's directory. Default {@code aeron} in the broker's. */
        public static final String AERON_DIRECTORY_PROPERTY = "bpf.arena.aeron.dir";

        /** Property, {@code true} or {@code false}: whether the group may use the files. Default {@code false}. */
        public static final String GROUP_ACCESS_PROPERTY = "bpf.arena.group.access";

        /** Property, such as {@code 5s}: silence after which one side takes the other for dead. Default 10 s. */
        public static final String LIVENESS_TIMEOUT_PROPERTY = "bpf.arena.liveness.timeout";

        /** Property: clients at a time. Default 64. */
        public static final String MAX_CLIENTS_PROPERTY = "bpf.arena.max.clients";

        /** Property: objects at a time. Default 256. */
        public static final String MAX_OBJECTS_PROPERTY = "bpf.arena.max.objects";

        /**
         * Property, such as {@code 512m}: memory of all maps together, arenas not counted. Default: half of the
         * machine's memory, or of the container's.
         */
        public static final String MAX_MAP_MEMORY_PROPERTY = "bpf.arena.max.map.memory";

        /** Property: threads that run programs. Default: as many as processors, 2 to 8. */
        public static final String WORKERS_PROPERTY = "bpf.arena.program.workers";

        /** Property, such as {@code 60s}: the longest run that a client may ask for. Default 60 s. */
        public static final String MAX_RUN_TIME_PROPERTY = "bpf.arena.max.run.time";

        /** Property: idle strategy of the control agent and the media driver, by Agrona's names. Default backoff. */
        public static final String IDLE_STRATEGY_PROPERTY = "bpf.arena.idle.strategy";

        private static final Duration DEFAULT_LIVENESS_TIMEOUT = Duration.ofSeconds(10);
        private static final Duration DEFAULT_MAX_RUN_TIME = Duration.ofSeconds(60);
        private static final Duration MIN_LIVENESS_TIMEOUT = Duration.ofMillis(100);
        private static final int DEFAULT_MAX_CLIENTS = 64;
        private static final int DEFAULT_MAX_OBJECTS = 256;
        private static final int MAX_LIMIT = 4096;
        private static final List<String> IDLE_STRATEGIES = List.of(
                BackoffIdleStrategy.ALIAS, YieldingIdleStrategy.ALIAS, BusySpinIdleStrategy.ALIAS,
                NoOpIdleStrategy.ALIAS, SleepingIdleStrategy.ALIAS, SleepingMillisIdleStrategy.ALIAS);

        private final Map<String, byte[]> objects = new LinkedHashMap<>();
        private Path directory = path(DIRECTORY_PROPERTY);
        private Path aeronDirectory = path(AERON_DIRECTORY_PROPERTY);
        private FileAccess access = Boolean.getBoolean(GROUP_ACCESS_PROPERTY) ? FileAccess.GROUP : FileAccess.OWNER;
        private Duration livenessTimeout = duration(LIVENESS_TIMEOUT_PROPERTY, DEFAULT_LIVENESS_TIMEOUT);
        private Duration maxRunTime = duration(MAX_RUN_TIME_PROPERTY, DEFAULT_MAX_RUN_TIME);
        private int maxClients = Integer.getInteger(MAX_CLIENTS_PROPERTY, DEFAULT_MAX_CLIENTS);
        private int maxObjects = Integer.getInteger(MAX_OBJECTS_PROPERTY, DEFAULT_MAX_OBJECTS);
        private long maxMapMemory =
                SystemUtil.getSizeAsLong(MAX_MAP_MEMORY_PROPERTY, new BpfRuntime.Context().mapMemoryLimit());
        private int workers = Integer.getInteger(
                WORKERS_PROPERTY, Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 8));
        private String idleStrategy = System.getProperty(IDLE_STRATEGY_PROPERTY, "backoff");
        private boolean isConcluded;

        private static Path path(final String property) {
            final String value = System.getProperty(property);
            return value == null ? null : Path.of(value);
        }

        private static Duration duration(final String property, final Duration ifAbsent) {
            return Duration.ofNanos(SystemUtil.getDurationInNanos(property, ifAbsent.toNanos()));
        }

        /**
         * Fills in the defaults and checks the rest.
         *
         * @return this.
         * @throws IllegalStateException    if it was concluded already.
         * @throws IllegalArgumentException if something does not fit.
         */
        public Context conclude() {
            checkNotConcluded();
            directory = (directory == null ? BrokerDirectory.defaultDirectory() : directory)
                    .toAbsolutePath().normalize();
            aeronDirectory = aeronDirectory == null
                    ? BrokerDirectory.aeron(directory)
                    : aeronDirectory.toAbsolutePath().normalize();
            checkRange("livenessTimeout", livenessTimeout, MIN_LIVENESS_TIMEOUT, Duration.ofDays(1));
            checkRange("maxRunTime", maxRunTime, Duration.ofMillis(1), Duration.ofDays(1));
            checkRange("maxClients", maxClients, 1, MAX_LIMIT);
            checkRange("maxObjects", maxObjects, 1, MAX_LIMIT);
            checkRange("maxMapMemory", maxMapMemory, 0L, Long.MAX_VALUE);
            checkRange("workers", workers, 1, MAX_LIMIT);
            newIdleStrategy();
            isConcluded = true;
            return this;
        }

        private static <T extends Comparable<T>> void checkRange(
                final String name, final T value, final T least, final T most) {
            if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
                throw new IllegalArgumentException(
                        "%s must be %s to %s: %s=%s".formatted(name, least, most, name, value));
            }
        }

        private void checkNotConcluded() {
            if (isConcluded) {
                throw new IllegalStateException("the context belongs to a broker already; make another");
            }
        }

        /** {@return the directory that the broker is to own} */
        public Path directory() {
            return directory;
        }

        /**
         * The directory that the broker is to own; made if it is missing.
         *
         * @param value its parent must exist.
         * @return this.
         */
        public Context directory(final Path value) {
            checkNotConcluded();
            directory = value;
            return this;
        }

        /** {@return the media driver's directory} */
        public Path aeronDirectory() {
            return aeronDirectory;
        }

        /**
         * The media driver's directory; must be missing, or left by another driver.
         *
         * @param value its parent must exist.
         * @return this.
         */
        public Context aeronDirectory(final Path value) {
            checkNotConcluded();
            aeronDirectory = value;
            return this;
        }

        /** {@return who may use the files} */
        public FileAccess access() {
            return access;
        }

        /**
         * Who may use the files. With {@link FileAccess#GROUP} the umask of the whole process is 0007 while the broker
         * runs, since the media driver makes files by the umask.
         *
         * @param value the owner or the group.
         * @return this.
         */
        public Context access(final FileAccess value) {
            checkNotConcluded();
            access = value;
            return this;
        }

        /** {@return the silence after which one side takes the other for dead} */
        public Duration livenessTimeout() {
            return livenessTimeout;
        }

        /**
         * The silence after which one side takes the other for dead.
         *
         * @param value at least 100 ms.
         * @return this.
         */
        public Context livenessTimeout(final Duration value) {
            checkNotConcluded();
            livenessTimeout = value;
            return this;
        }

        /** {@return the longest run that a client may ask for} */
        public Duration maxRunTime() {
            return maxRunTime;
        }

        /**
         * The longest run that a client may ask for.
         *
         * @param value at least 1 ms.
         * @return this.
         */
        public Context maxRunTime(final Duration value) {
            checkNotConcluded();
            maxRunTime = value;
            return this;
        }

        /** {@return how many clients there may be at a time} */
        public int maxClients() {
            return maxClients;
        }

        /**
         * How many clients there may be at a time.
         *
         * @param value at least 1.
         * @return this.
         */
        public Context maxClients(final int value) {
            checkNotConcluded();
            maxClients = value;
            return this;
        }

        /** {@return how many objects there may be at a time} */
        public int maxObjects() {
            return maxObjects;
        }

        /**
         * How many objects there may be at a time.
         *
         * @param value at least 1.
         * @return this.
         */
        public Context maxObjects(final int value) {
            checkNotConcluded();
            maxObjects = value;
            return this;
        }

        /** {@return how much memory all maps may have together, in bytes} */
        public long maxMapMemory() {
            return maxMapMemory;
        }

        /**
         * How much memory all maps may have together; see {@link BpfRuntime.Context#mapMemoryLimit(long)}.
         *
         * @param bytes not negative.
         * @return this.
         */
        public Context maxMapMemory(final long bytes) {
            checkNotConcluded();
            maxMapMemory = bytes;
            return this;
        }

        /** {@return how many threads run programs} */
        public int workers() {
            return workers;
        }

        /**
         * How many threads run programs; each is a CPU to them.
         *
         * @param value at least 1.
         * @return this.
         */
        public Context workers(final int value) {
            checkNotConcluded();
            workers = value;
            return this;
        }

        /**
         * How the control agent and the media driver idle.
         *
         * @param value {@code backoff}, {@code yield}, {@code spin}, {@code noop}, {@code sleep-ns} or
         *              {@code sleep-ms}.
         * @return this.
         */
        public Context idleStrategy(final String value) {
            checkNotConcluded();
            idleStrategy = value;
            return this;
        }

        /**
         * Makes an idle strategy; each thread needs its own.
         *
         * @return the strategy.
         * @throws IllegalArgumentException if there is none of that name.
         */
        IdleStrategy newIdleStrategy() {
            if (!IDLE_STRATEGIES.contains(idleStrategy)) {
                throw new IllegalArgumentException("idleStrategy must be one of %s: idleStrategy=%s"
                        .formatted(IDLE_STRATEGIES, idleStrategy));
            }
            return Configuration.agentIdleStrategy(idleStrategy, null);
        }

        /** {@return the objects to host from the start, by name} */
        public Map<String, byte[]> objects() {
            return objects;
        }

        /**
         * An object to host from the start.
         *
         * @param name of the object.
         * @param elf  bytes of the object.
         * @return this.
         * @throws IllegalArgumentException if there is one of that name already.
         */
        public Context addObject(final String name, final byte[] elf) {
            checkNotConcluded();
            if (objects.putIfAbsent(name, elf.clone()) != null) {
                throw new IllegalArgumentException("two objects have the name " + name);
            }
            return this;
        }
    }
}
