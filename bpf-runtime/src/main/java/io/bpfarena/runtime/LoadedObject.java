package io.bpfarena.runtime;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.arena.ArenaMap;
import io.bpfarena.runtime.async.AsyncThreads;
import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.helper.FunctionTable;
import io.bpfarena.runtime.loader.LinkedObject;
import io.bpfarena.runtime.loader.LoadException;
import io.bpfarena.runtime.loader.MapTypes;
import io.bpfarena.runtime.loader.ProgramSlot;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.map.MapException;
import io.bpfarena.runtime.program.LinkedProgram;
import io.bpfarena.runtime.program.ProgramRejectedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** An object that was loaded: its programs can be run, its maps and globals used. All methods by any thread. */
public final class LoadedObject implements AutoCloseable {
    private final LinkedObject linked;
    private final List<LoadedProgram> programs;
    private final List<GlobalVariable> globals;
    private final RunGate gate;
    private final AsyncThreads threads;
    private final Duration closeTimeout;
    private final Consumer<LoadedObject> onClose;
    private boolean closed;

    private LoadedObject(
            final LinkedObject linked, final List<LoadedProgram> programs, final RunGate gate,
            final AsyncThreads threads, final Duration closeTimeout, final Consumer<LoadedObject> onClose) {
        this.linked = linked;
        this.programs = List.copyOf(programs);
        this.globals = linked.variables().stream()
                .map(variable -> new GlobalVariable(linked, variable, gate)).toList();
        this.gate = gate;
        this.threads = threads;
        this.closeTimeout = closeTimeout;
        this.onClose = onClose;
    }

    static LoadedObject prepare(
            final LinkedObject linked, final BpfRuntime.Context context, final Consumer<LoadedObject> onClose)
            throws LoadException {
        final RunGate gate = new RunGate(linked.name());
        final AsyncThreads threads = new AsyncThreads("bpf-" + linked.name());
        final List<LoadedProgram> programs = new ArrayList<>();
        try {
            final FunctionTable functions = MissingKfuncs.added(context.functions(), linked.programs());
            for (final LinkedProgram program : linked.programs()) {
                programs.add(new LoadedProgram(
                        context.engine().prepare(program, functions), gate, context.possibleCpus(), threads));
            }
            final LoadedObject object =
                    new LoadedObject(linked, programs, gate, threads, context.closeTimeout(), onClose);
            object.fillSlots();
            return object;
        } catch (final ProgramRejectedException e) {
            giveBack(linked, programs);
            throw new LoadException(Errno.EINVAL, "prog", e);
        } catch (final LoadException | RuntimeException | Error e) {
            giveBack(linked, programs);
            throw e;
        }
    }

    /** libbpf.c, init_prog_array_slots; a program that was not loaded has no descriptor to put there. */
    private void fillSlots() throws LoadException {
        final Map<String, LoadedProgram> byName = new HashMap<>();
        programs.forEach(program -> byName.putIfAbsent(program.name(), program));
        for (final ProgramSlot slot : linked.programSlots()) {
            final LoadedProgram program = byName.get(slot.program());
            if (program == null) {
                throw new LoadException(Errno.EBADF, notInitialized(slot) + " it is not loaded");
            }
            try {
                slot.map().put(slot.index(), program);
            } catch (final MapException e) {
                throw new LoadException(e.errno(), notInitialized(slot), e);
            }
        }
    }

    private static String notInitialized(final ProgramSlot slot) {
        return "map '%s': failed to initialize slot [%d] to prog '%s':"
                .formatted(slot.map().name(), slot.index(), slot.program());
    }

    private static void giveBack(final LinkedObject linked, final List<LoadedProgram> programs) {
        programs.reversed().forEach(LoadedProgram::close);
        linked.close();
    }

    /** {@return the object's name} */
    public String name() {
        return linked.name();
    }

    /** {@return its programs} */
    public List<LoadedProgram> programs() {
        return programs;
    }

    /**
     * Finds a program.
     *
     * @param name of the program.
     * @return the program.
     */
    public Optional<LoadedProgram> program(final String name) {
        return programs.stream().filter(program -> program.name().equals(name)).findFirst();
    }

    /** {@return its maps, those of its globals included} */
    public List<BpfMap> maps() {
        return linked.maps();
    }

    /**
     * Finds a map.
     *
     * @param name of the map, or the section of an internal one, such as {@code .bss}.
     * @return the map.
     */
    public Optional<BpfMap> map(final String name) {
        return linked.map(name);
    }

    /** {@return its types, if it has any} */
    public Optional<Btf> btf() {
        return linked.btf();
    }

    /**
     * Tells of what types the keys and values of a map are, as the kernel would know them.
     *
     * @param map one of {@link #maps()}.
     * @return numbers in {@link #btf()}.
     */
    public MapTypes typesOf(final BpfMap map) {
        final int place = linked.maps().indexOf(map);
        return place < 0 ? MapTypes.NONE : linked.mapTypes().get(place);
    }

    /** {@return its arena, if it has one} */
    public Optional<ArenaMap> arena() {
        return linked.maps().stream().filter(ArenaMap.class::isInstance).map(ArenaMap.class::cast).findFirst();
    }

    /** {@return its global variables, those in the arena included} */
    public List<GlobalVariable> globals() {
        return globals;
    }

    /**
     * Finds a global variable.
     *
     * @param name as in C.
     * @return the variable.
     */
    public Optional<GlobalVariable> global(final String name) {
        return globals.stream().filter(global -> global.name().equals(name)).findFirst();
    }

    /**
     * Ends timers and works that wait in its maps, waits for programs and callbacks that run, then gives everything
     * back: programs, then maps. Maps and variables must not be used any more. A second call does nothing.
     *
     * @throws ProgramsRunningException if programs still run after the context's
     *                                  {@link BpfRuntime.Context#closeTimeout()}; nothing was closed then, but what
     *                                  waited is gone, and the call can be repeated.
     */
    @Override
    public synchronized void close() {
        if (!closed) {
            linked.maps().forEach(map -> map.elementFields().freeAll());
            gate.close(closeTimeout);
            closed = true;
            threads.close();
            giveBack(linked, programs);
            onClose.accept(this);
        }
    }
}
