package io.bpfarena.client;

import io.aeron.Aeron;
import io.bpfarena.client.memory.SharedArena;
import io.bpfarena.client.protocol.BrokerDirectory;
import io.bpfarena.client.protocol.ControlProtocol;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.IdleStrategy;

/**
 * A client of one broker: loads and runs programs there, and opens arenas that both share.
 *
 * <p>Any thread may call any method. Each call that asks the broker waits at most the message timeout (a run: its
 * deadline more; loading: the load timeout) and throws, if not what it says,
 * {@link ControlException} (the broker refused, with an error number and a text), {@link ControlTimeoutException},
 * {@link BrokerGoneException} (it has ended, was killed, or has ended this session), {@link ProtocolViolationException}
 * (the answer is not valid), {@link ClientClosedException} or {@link ClientInterruptedException}.
 */
public final class ArenaClient implements AutoCloseable {
    private static final long MAX_DETACH_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(1);

    private final Context context;
    private final BrokerConnection connection;
    private final ControlSession session;
    private final SessionThread thread;
    private final OpenArenas arenas;
    private final PiecewiseTransfer transfer;

    private ArenaClient(final Context context) {
        this.context = context;
        final EventDispatcher dispatcher = new EventDispatcher(context.eventListener(), context.errorHandler());
        connection = BrokerConnection.open(context, dispatcher);
        session = connection.session();
        try {
            session.attach(context.clientName(), context.messageTimeoutNs());
        } catch (final RuntimeException e) {
            connection.close(0);
            throw e;
        }
        arenas = new OpenArenas(session, context.directory(), context.messageTimeoutNs());
        transfer = new PiecewiseTransfer(session, context.messageTimeoutNs(), context.loadTimeoutNs());
        thread = new SessionThread(
                new SessionAgent("bpf-arena-client-" + session.attached().clientId(), session, dispatcher),
                context.errorHandler());
    }

    /**
     * Attaches to a broker.
     *
     * @param context what is not set in it has its default; it serves this client alone.
     * @return the client.
     * @throws BrokerUnavailableException if no broker lives in the directory.
     * @throws IllegalArgumentException   if a value of the context cannot be.
     */
    public static ArenaClient connect(final Context context) {
        return new ArenaClient(context.conclude());
    }

    /** {@return a client of the broker that the system properties name, or of that in the default directory} */
    public static ArenaClient connect() {
        return connect(new Context());
    }

    /** {@return what it was connected with; concluded} */
    public Context context() {
        return context;
    }

    /** {@return the broker's number for this client} */
    public long clientId() {
        return session.attached().clientId();
    }

    /** {@return the number of the broker's run} */
    public long epoch() {
        return session.attached().epoch();
    }

    /** {@return how the broker is} */
    public BrokerStatus status() {
        return ask(Request.status(), ServerMessage.Status.class).status();
    }

    /** {@return the loaded programs, ascending by id} */
    public List<ProgramInfo> listPrograms() {
        return Listing.of("list programs", after -> ask(
                Request.listPrograms((int) after), ServerMessage.ProgramPage.class));
    }

    /** {@return the maps, ascending by id} */
    public List<MapInfo> listMaps() {
        return Listing.of("list maps", after -> ask(Request.listMaps((int) after), ServerMessage.MapPage.class));
    }

    /** {@return the attached clients, ascending by id} */
    public List<ClientInfo> listClients() {
        return Listing.of("list clients", after -> ask(Request.listClients(after), ServerMessage.ClientPage.class));
    }

    /**
     * Has the broker load an object, as libbpf would: maps, globals, programs.
     *
     * @param name   for it, by which its programs and globals are then found.
     * @param object bytes of the ELF file.
     * @return the broker's number and name for it.
     */
    public LoadedObject load(final String name, final byte[] object) {
        return transfer.load(name, object);
    }

    /**
     * Has the broker forget an object. Its arena goes when nobody uses it any more.
     *
     * @param objectId from {@link #load} or {@link #listPrograms}.
     */
    public void unload(final int objectId) {
        ask(Request.unloadObject(objectId), ServerMessage.Reply.class);
    }

    /**
     * Runs a program, as BPF_PROG_TEST_RUN.
     *
     * @param objectName     name of the object.
     * @param programName    name of the C function.
     * @param programContext bytes that the program's first argument points to; may be empty.
     * @param options        how often and how long.
     * @return what came of it, also if the program was ended by a fault: see {@link ProgramRun#succeeded()}.
     */
    public ProgramRun run(
            final String objectName, final String programName, final byte[] programContext,
            final RunOptions options) {
        final Request request = Request.runProgram(objectName, programName, programContext, options);
        final long timeoutNs = options.deadline().toNanos() + context.messageTimeoutNs();
        return session.request(request, ServerMessage.ProgramResult.class, timeoutNs).run();
    }

    /**
     * Runs a program once, without a context.
     *
     * @param objectName  name of the object.
     * @param programName name of the C function.
     * @return what came of it.
     */
    public ProgramRun run(final String objectName, final String programName) {
        return run(objectName, programName, new byte[0], RunOptions.DEFAULT);
    }

    /**
     * Reads a global variable. One of more than {@value ControlProtocol#MAX_VALUE_LENGTH} bytes is read in pieces, and
     * may change between them.
     *
     * @param objectName   name of the object.
     * @param variableName its name in C.
     * @return its bytes.
     */
    public byte[] readGlobal(final String objectName, final String variableName) {
        return transfer.readGlobal(objectName, variableName);
    }

    /** {@return the value of a global variable of 4 bytes; EINVAL for another size; see {@link #readGlobal}} */
    public int readGlobalInt(final String objectName, final String variableName) {
        return transfer.readGlobal(objectName, variableName, Integer.BYTES).getInt();
    }

    /** {@return the value of a global variable of 8 bytes, such as a pointer; EINVAL for another size} */
    public long readGlobalLong(final String objectName, final String variableName) {
        return transfer.readGlobal(objectName, variableName, Long.BYTES).getLong();
    }

    /**
     * Writes a global variable, from its start; more than {@value ControlProtocol#MAX_VALUE_LENGTH} bytes are written
     * in pieces.
     *
     * @param objectName   name of the object.
     * @param variableName its name in C.
     * @param value        at most as many bytes as it has.
     */
    public void writeGlobal(final String objectName, final String variableName, final byte[] value) {
        transfer.writeGlobal(objectName, variableName, value);
    }

    /** Writes a global variable of 4 bytes; see {@link #writeGlobal}. */
    public void writeGlobalInt(final String objectName, final String variableName, final int value) {
        writeGlobal(objectName, variableName, PiecewiseTransfer.bytes(Integer.BYTES).putInt(value).array());
    }

    /** Writes a global variable of 8 bytes; see {@link #writeGlobal}. */
    public void writeGlobalLong(final String objectName, final String variableName, final long value) {
        writeGlobal(objectName, variableName, PiecewiseTransfer.bytes(Long.BYTES).putLong(value).array());
    }

    /** {@return what a program wrote to a stream; taken out, see {@link StreamId}; the id is of {@link ProgramInfo}} */
    public byte[] readStream(final int programId, final StreamId stream) {
        return transfer.readStream(programId, stream);
    }

    /**
     * Finds a map.
     *
     * @param objectName name of the object.
     * @param mapName    name of the map, or the section of globals, such as {@code .bss}.
     * @return the map; nothing needs to be closed.
     */
    public ClientMap map(final String objectName, final String mapName) {
        return transfer.map(MapRequest.describe(0, objectName, mapName));
    }

    /**
     * Finds a map by its number.
     *
     * @param mapId from {@link #listMaps}.
     * @return the map.
     */
    public ClientMap map(final int mapId) {
        return transfer.map(MapRequest.describe(mapId, "", ""));
    }

    /**
     * Opens an arena: maps it at its own address, the same in every process. If it is open here already, that is what
     * is returned; closing it closes it for all who hold it.
     *
     * @param name of the arena.
     * @return the arena, mapped.
     * @throws io.bpfarena.client.memory.ArenaMappingException if it cannot be mapped, as when its address is taken.
     */
    public SharedArena openArena(final String name) {
        return arenas.open(name);
    }

    /**
     * Opens an arena by its number; see {@link #openArena(String)}.
     *
     * @param arenaId from {@link #listMaps}.
     * @return the arena, mapped.
     * @throws io.bpfarena.client.memory.ArenaMappingException if it cannot be mapped, as when its address is taken.
     */
    public SharedArena openArena(final int arenaId) {
        return arenas.open(arenaId);
    }

    /**
     * Allocates pages, as bpf_arena_alloc_pages.
     *
     * @param arena     open.
     * @param pageCount at least 1.
     * @return user address of the first; the pages are zeroed and present.
     * @throws ControlException also (ENOMEM) if there is no such range, where the kfunc returns NULL.
     */
    public long allocPages(final SharedArena arena, final int pageCount) {
        return arenas.allocPages(arena, 0, pageCount);
    }

    /**
     * Allocates pages at an address.
     *
     * @param arena     open.
     * @param address   user address, a multiple of 4096; all pages from there must be free.
     * @param pageCount at least 1.
     * @return the address.
     * @throws ControlException also (ENOMEM) if one of them is not.
     */
    public long allocPages(final SharedArena arena, final long address, final int pageCount) {
        return arenas.allocPages(arena, address, pageCount);
    }

    /**
     * Frees pages, as bpf_arena_free_pages: they vanish from every process, the next touch is a new fault.
     *
     * @param arena     open.
     * @param address   user address in the first page.
     * @param pageCount pages from there; those past the end or not allocated are passed over.
     */
    public void freePages(final SharedArena arena, final long address, final int pageCount) {
        ask(Request.freePages(arena.id(), address, pageCount), ServerMessage.Reply.class);
    }

    private <T extends ServerMessage.Content> T ask(final Request request, final Class<T> expected) {
        return session.request(request, expected, context.messageTimeoutNs());
    }

    /** {@return whether {@link #close()} was called} */
    public boolean isClosed() {
        return session.isClosing();
    }

    /**
     * Detaches, unmaps all arenas (see {@link SharedArena} for what must not be done then) and ends the client's
     * threads. A second call does nothing. Takes a second or so if the broker does not answer.
     */
    @Override
    public void close() {
        if (session.beginClose()) {
            arenas.closeAll();
            connection.close(Math.min(MAX_DETACH_TIMEOUT_NS, context.messageTimeoutNs()));
            thread.join();
        }
    }

    /**
     * How to attach. Each value has a setter of its name; what is not set has its default, most from a system property.
     * {@link ArenaClient#connect} concludes it, after which it cannot be used for another client. Not thread-safe.
     */
    public static final class Context {
        /** System property: the broker's directory. Default {@link BrokerDirectory#defaultDirectory()}. */
        public static final String DIRECTORY_PROPERTY = "bpf.arena.dir";

        /** System property: how long an answer may take, such as {@code 500ms}. Default 5 s. */
        public static final String MESSAGE_TIMEOUT_PROPERTY = "bpf.arena.message.timeout";

        /** System property: how long loading an object may take. Default 60 s. */
        public static final String LOAD_TIMEOUT_PROPERTY = "bpf.arena.load.timeout";

        /** System property: how a thread waits: backoff (default), yield, spin, sleep-ns or sleep-ms. */
        public static final String IDLE_STRATEGY_PROPERTY = "bpf.arena.idle.strategy";

        /** System property: what the client calls itself. Default {@code client}. */
        public static final String CLIENT_NAME_PROPERTY = "bpf.arena.client.name";

        private final AtomicBoolean concluded = new AtomicBoolean();
        private Path directory;
        private String clientName;
        private long messageTimeoutNs;
        private long loadTimeoutNs;
        private Supplier<IdleStrategy> idleStrategySupplier;
        private Aeron aeron;
        private ArenaEventListener eventListener = new ArenaEventListener() {
        };
        private ErrorHandler errorHandler = error -> System.getLogger(ArenaClient.class.getName())
                .log(System.Logger.Level.WARNING, "in the background of a client", error);

        /**
         * Defaults.
         *
         * @throws MissingJvmFlagException if the JVM lacks an option.
         */
        public Context() {
            JvmFlags.require();
        }

        /**
         * Fills what is not set and checks all of it. Called by {@link ArenaClient#connect}.
         *
         * @return this.
         * @throws IllegalArgumentException if a value cannot be.
         * @throws IllegalStateException    if it was concluded before.
         */
        public Context conclude() {
            if (!concluded.compareAndSet(false, true)) {
                throw new IllegalStateException("a context serves one client: make a new one");
            }
            directory = (directory == null ? ContextDefaults.directory() : directory).toAbsolutePath().normalize();
            clientName = clientName == null ? System.getProperty(CLIENT_NAME_PROPERTY, "client") : clientName;
            ContextDefaults.requireName(clientName);
            messageTimeoutNs = ContextDefaults.timeoutNs(MESSAGE_TIMEOUT_PROPERTY, messageTimeoutNs, 5);
            loadTimeoutNs = ContextDefaults.timeoutNs(LOAD_TIMEOUT_PROPERTY, loadTimeoutNs, 60);
            if (idleStrategySupplier == null) {
                idleStrategySupplier = ContextDefaults.idleStrategySupplier();
            }
            return this;
        }

        /**
         * Sets the broker's directory.
         *
         * @param value path.
         * @return this.
         */
        public Context directory(final Path value) {
            directory = value;
            return this;
        }

        /** {@return the broker's directory} */
        public Path directory() {
            return directory;
        }

        /**
         * Sets what the client calls itself, for {@code arena client list}.
         *
         * @param value at most {@value ControlProtocol#MAX_NAME_LENGTH} bytes of UTF-8.
         * @return this.
         */
        public Context clientName(final String value) {
            clientName = value;
            return this;
        }

        /** {@return what the client calls itself} */
        public String clientName() {
            return clientName;
        }

        /**
         * Sets how long an answer may take.
         *
         * @param value more than 0, at most an hour.
         * @return this.
         */
        public Context messageTimeout(final Duration value) {
            messageTimeoutNs = value.isZero() ? -1 : value.toNanos();
            return this;
        }

        /** {@return how long an answer may take, nanoseconds} */
        public long messageTimeoutNs() {
            return messageTimeoutNs;
        }

        /**
         * Sets how long loading an object may take.
         *
         * @param value more than 0, at most an hour.
         * @return this.
         */
        public Context loadTimeout(final Duration value) {
            loadTimeoutNs = value.isZero() ? -1 : value.toNanos();
            return this;
        }

        /** {@return how long loading an object may take, nanoseconds} */
        public long loadTimeoutNs() {
            return loadTimeoutNs;
        }

        /**
         * Sets how a thread waits for an answer; each wait gets a strategy of its own, and ends at its deadline.
         *
         * @param value gives new strategies.
         * @return this.
         */
        public Context idleStrategySupplier(final Supplier<IdleStrategy> value) {
            idleStrategySupplier = value;
            return this;
        }

        /** {@return what gives idle strategies} */
        public Supplier<IdleStrategy> idleStrategySupplier() {
            return idleStrategySupplier;
        }

        /**
         * Sets an Aeron client to use, which stays open when this one closes. By default the client makes its own, on
         * the media driver that the broker's mark file names.
         *
         * @param value connected to the broker's media driver.
         * @return this.
         */
        public Context aeron(final Aeron value) {
            aeron = value;
            return this;
        }

        /** {@return the Aeron client to use, or {@code null} for one of its own} */
        public Aeron aeron() {
            return aeron;
        }

        /**
         * Sets who is told of events.
         *
         * @param value called by the client's own thread.
         * @return this.
         */
        public Context eventListener(final ArenaEventListener value) {
            eventListener = value;
            return this;
        }

        /** {@return who is told of events} */
        public ArenaEventListener eventListener() {
            return eventListener;
        }

        /**
         * Sets who is told of errors that belong to no call: what a listener throws, malformed events.
         *
         * @param value called by the client's own thread. By default they are logged as warnings.
         * @return this.
         */
        public Context errorHandler(final ErrorHandler value) {
            errorHandler = value;
            return this;
        }

        /** {@return who is told of errors that belong to no call} */
        public ErrorHandler errorHandler() {
            return errorHandler;
        }
    }
}
