package io.bpfarena.runtime;

import io.bpfarena.linux.MachineMemory;
import io.bpfarena.runtime.arena.ArenaCreation;
import io.bpfarena.runtime.arena.ArenaMemoryFactory;
import io.bpfarena.runtime.arena.ArenaPlacement;
import io.bpfarena.runtime.arena.PrivateArenaMemory;
import io.bpfarena.runtime.helper.FunctionTable;
import io.bpfarena.runtime.interpreter.Interpreter;
import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.loader.BytecodeLinker;
import io.bpfarena.runtime.loader.LoadException;
import io.bpfarena.runtime.loader.ObjectLoader;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.map.MapAttributes;
import io.bpfarena.runtime.map.MapException;
import io.bpfarena.runtime.map.MapFactory;
import io.bpfarena.runtime.map.MapMemoryBudget;
import io.bpfarena.runtime.program.Engine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Loads objects and keeps track of them. Two runtimes in one process share nothing. All methods may be called by any
 * thread.
 */
public final class BpfRuntime implements AutoCloseable {
    private final Context context;
    private final ArenaPlacement placement = new ArenaPlacement();
    private final List<LoadedObject> objects = new ArrayList<>();
    private final MapMemoryBudget mapMemory;
    private boolean closed;

    private BpfRuntime(final Context context) {
        this.context = context;
        this.mapMemory = new MapMemoryBudget(context.mapMemoryLimit());
    }

    /**
     * Starts a runtime.
     *
     * @param context its configuration; concluded here.
     * @return the runtime.
     */
    public static BpfRuntime launch(final Context context) {
        return new BpfRuntime(context.conclude());
    }

    /**
     * Loads an object as it now stands ({@code bpf_object__load}): makes its maps, links its programs, prepares them
     * on the engine. If any of it fails, nothing stays behind.
     *
     * @param object to load.
     * @return what was loaded; to be closed, at the latest with the runtime.
     * @throws LoadException         what, where and why.
     * @throws IllegalStateException after {@link #close()}.
     */
    public LoadedObject load(final BpfObject object) throws LoadException {
        checkOpen();
        return keep(LoadedObject.prepare(
                ObjectLoader.load(object.definition(), mapsOf(object.name()), context.functions()), context,
                this::forget));
    }

    /**
     * Loads bytecode that comes without an object, such as the assembler makes: one program, which may call helpers by
     * number and subprograms of its own. It has no maps and no kfuncs.
     *
     * @param name         of the program, and of the object that it becomes.
     * @param instructions slots.
     * @return an object with that program; to be closed, at the latest with the runtime.
     * @throws LoadException         if the bytecode is malformed, or refers to what only an object could bring along.
     * @throws IllegalStateException after {@link #close()}.
     */
    public LoadedObject load(final String name, final List<Instruction> instructions) throws LoadException {
        checkOpen();
        return keep(LoadedObject.prepare(BytecodeLinker.link(name, instructions), context, this::forget));
    }

    private LoadedObject keep(final LoadedObject loaded) {
        synchronized (this) {
            if (!closed) {
                objects.add(loaded);
                return loaded;
            }
        }
        loaded.close();
        throw new IllegalStateException("the runtime was closed");
    }

    private MapFactory mapsOf(final String owner) {
        return new MapFactory((name, wanted) ->
                ArenaCreation.create(owner, name, wanted, context.arenaMemoryFactory(), placement),
                context.possibleCpus(), mapMemory);
    }

    /**
     * Makes a map that no object defines, such as one to be put into a map of maps.
     *
     * @param name   of the map.
     * @param wanted what it is made from.
     * @return the map, empty; to be closed by the caller.
     * @throws MapException          if it cannot be, with the kernel's error; for an arena also
     *                               {@link io.bpfarena.runtime.arena.ArenaException}.
     * @throws IllegalStateException after {@link #close()}.
     */
    public BpfMap createMap(final String name, final MapAttributes wanted) {
        checkOpen();
        return mapsOf(name).create(name, wanted);
    }

    /**
     * Memory of maps that were not closed yet, or are still held by somebody; arenas do not count.
     *
     * @return bytes, at most {@link Context#mapMemoryLimit()}.
     */
    public long mapMemory() {
        return mapMemory.used();
    }

    /** {@return a snapshot of what is loaded, in the order it was} */
    public synchronized List<LoadedObject> objects() {
        return List.copyOf(objects);
    }

    /**
     * Closes every object, then ends the threads of callbacks. A second call does nothing.
     *
     * @throws ProgramsRunningException if programs still run after the context's {@link Context#closeTimeout()}; what
     *                                  could be closed is closed, and the call can be repeated.
     */
    @Override
    public void close() {
        final List<LoadedObject> open;
        synchronized (this) {
            closed = true;
            open = List.copyOf(objects);
        }
        ProgramsRunningException running = null;
        for (final LoadedObject object : open.reversed()) {
            try {
                object.close();
            } catch (final ProgramsRunningException e) {
                running = e;
            }
        }
        if (running != null) {
            throw running;
        }
    }

    private synchronized void forget(final LoadedObject object) {
        objects.remove(object);
    }

    private synchronized void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the runtime was closed");
        }
    }

    /**
     * What a runtime is made from. Everything has a default. One thread at a time; after {@link #conclude()} it does
     * not change any more.
     */
    public static final class Context {
        /** Maps may have one part in so many of the machine's memory, unless the context says otherwise. */
        private static final int DEFAULT_MAP_MEMORY_SHARE = 2;

        private ArenaMemoryFactory arenaMemoryFactory;
        private FunctionTable functions;
        private Engine engine;
        private Duration closeTimeout = Duration.ofSeconds(5);
        private int possibleCpus = Runtime.getRuntime().availableProcessors();
        private long mapMemoryLimit = MachineMemory.bytes() / DEFAULT_MAP_MEMORY_SHARE;
        private boolean concluded;

        /** A context with the defaults. */
        public Context() {
            // The defaults stand beside their fields, or are made by conclude().
        }

        /**
         * Where arenas live.
         *
         * @param factory by default private memory of this process ({@link PrivateArenaMemory}).
         * @return this.
         */
        public Context arenaMemoryFactory(final ArenaMemoryFactory factory) {
            checkNotConcluded();
            arenaMemoryFactory = factory;
            return this;
        }

        /** {@return where arenas live} */
        public ArenaMemoryFactory arenaMemoryFactory() {
            return arenaMemoryFactory;
        }

        /**
         * Which helpers and kfuncs there are.
         *
         * @param table by default {@link FunctionTable#standard()}.
         * @return this.
         */
        public Context functions(final FunctionTable table) {
            checkNotConcluded();
            functions = table;
            return this;
        }

        /** {@return which helpers and kfuncs there are} */
        public FunctionTable functions() {
            return functions;
        }

        /**
         * What runs programs.
         *
         * @param value by default the interpreter.
         * @return this.
         */
        public Context engine(final Engine value) {
            checkNotConcluded();
            engine = value;
            return this;
        }

        /** {@return what runs programs} */
        public Engine engine() {
            return engine;
        }

        /**
         * How long closing an object waits for its programs to end.
         *
         * @param timeout not negative; by default 5 s.
         * @return this.
         */
        public Context closeTimeout(final Duration timeout) {
            checkNotConcluded();
            closeTimeout = timeout;
            return this;
        }

        /** {@return how long closing an object waits for its programs to end} */
        public Duration closeTimeout() {
            return closeTimeout;
        }

        /**
         * How many virtual CPUs there are, numbered from 0. A run says on which of them it is; a per-CPU map has a
         * value for each.
         *
         * @param cpus from 1 to {@link MapFactory#MAX_POSSIBLE_CPUS}; by default as many as the machine has.
         * @return this.
         */
        public Context possibleCpus(final int cpus) {
            checkNotConcluded();
            possibleCpus = cpus;
            return this;
        }

        /** {@return how many virtual CPUs there are} */
        public int possibleCpus() {
            return possibleCpus;
        }

        /**
         * How much memory the maps of all objects may have together, and those of {@link BpfRuntime#createMap}. A map
         * counts with what its entries may come to, from when it is made until its memory goes; one for which there is
         * not enough left is refused with ENOMEM. Pages of arenas do not count.
         *
         * @param bytes not negative; by default half of the machine's memory, or of the container's.
         * @return this.
         */
        public Context mapMemoryLimit(final long bytes) {
            checkNotConcluded();
            mapMemoryLimit = bytes;
            return this;
        }

        /** {@return how much memory maps may have, in bytes} */
        public long mapMemoryLimit() {
            return mapMemoryLimit;
        }

        /**
         * Fills in the defaults and checks the rest.
         *
         * @return this.
         * @throws IllegalStateException if it was concluded already or something does not fit.
         */
        public Context conclude() {
            checkNotConcluded();
            concluded = true;
            arenaMemoryFactory = Objects.requireNonNullElse(arenaMemoryFactory, PrivateArenaMemory::create);
            functions = functions == null ? FunctionTable.standard() : functions;
            engine = engine == null ? new Interpreter() : engine;
            if (closeTimeout == null || closeTimeout.isNegative()) {
                throw new IllegalStateException("closeTimeout must not be negative: closeTimeout=" + closeTimeout);
            }
            if (possibleCpus < 1 || possibleCpus > MapFactory.MAX_POSSIBLE_CPUS) {
                throw new IllegalStateException("possibleCpus must be from 1 to %d: possibleCpus=%d"
                        .formatted(MapFactory.MAX_POSSIBLE_CPUS, possibleCpus));
            }
            if (mapMemoryLimit < 0) {
                throw new IllegalStateException(
                        "mapMemoryLimit must not be negative: mapMemoryLimit=" + mapMemoryLimit);
            }
            return this;
        }

        private void checkNotConcluded() {
            if (concluded) {
                throw new IllegalStateException("the context belongs to a runtime already; make another");
            }
        }
    }
}
