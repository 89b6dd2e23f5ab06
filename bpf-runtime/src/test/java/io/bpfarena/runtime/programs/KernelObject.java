package io.bpfarena.runtime.programs;

import io.bpfarena.runtime.BpfObject;
import io.bpfarena.runtime.BpfRuntime;
import io.bpfarena.runtime.LoadedObject;
import io.bpfarena.runtime.RunOptions;
import io.bpfarena.runtime.TestObjects;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.map.MapView;
import io.bpfarena.runtime.program.ProgramFaultException;
import io.bpfarena.runtime.program.RunResult;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One of the objects of src/test/bpf/kernel, loaded into a runtime of its own. Its contexts are eight numbers. */
final class KernelObject implements AutoCloseable {
    static final int CPUS = 4;
    private static final int CONTEXT = 8;
    private static final Duration TIMEOUT = Duration.ofSeconds(100);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final BpfRuntime runtime;
    private final LoadedObject object;

    private KernelObject(final BpfRuntime runtime, final LoadedObject object) {
        this.runtime = runtime;
        this.object = object;
    }

    /**
     * Loads an object.
     *
     * @param name    of the source.
     * @param variant which of its objects, and for what engine.
     * @param asked   programs that are not loaded unless asked for.
     */
    static KernelObject load(final String name, final Variant variant, final String... asked) throws Exception {
        final BpfObject opened =
                BpfObject.open(name, TestObjects.bytes("kernel/v%d/%s".formatted(variant.cpu(), name)));
        for (final String program : asked) {
            opened.program(program).orElseThrow().autoload(true);
        }
        final BpfRuntime runtime =
                BpfRuntime.launch(new BpfRuntime.Context().engine(variant.engine()).possibleCpus(CPUS));
        try {
            return new KernelObject(runtime, runtime.load(opened));
        } catch (final Exception e) {
            runtime.close();
            throw e;
        }
    }

    /** What a run gave. */
    record Answer(int retval, long... context) {
        long at(final int index) {
            return context[index];
        }
    }

    Answer run(final String program, final long... context) throws ProgramFaultException {
        return runOnCpu(0, program, context);
    }

    Answer runOnCpu(final int cpu, final String program, final long... context) throws ProgramFaultException {
        final ByteBuffer bytes = ByteBuffer.allocate(CONTEXT * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(context);
        final RunResult result = object.program(program).orElseThrow()
                .run(RunOptions.DEFAULT.withContext(bytes.array()).onCpu(cpu).within(TIMEOUT));
        checkFaults(result);
        final long[] after = new long[CONTEXT];
        bytes.asLongBuffer().get(after);
        return new Answer(result.retval(), after);
    }

    /** Runs a program over a packet. */
    int runOver(final byte[] packet, final int cpu, final String program) throws ProgramFaultException {
        final RunResult result = object.program(program).orElseThrow()
                .run(RunOptions.DEFAULT.withData(packet).onCpu(cpu).within(TIMEOUT));
        checkFaults(result);
        return result.retval();
    }

    private static void checkFaults(final RunResult result) {
        if (result.faultCount() != 0) {
            throw new AssertionError("the program touched absent pages: " + result.faults());
        }
    }

    /** Runs a program until a number of its context is as wanted; that answer, or the last one. */
    Answer await(final String program, final int index, final long wanted, final long... context)
            throws ProgramFaultException {
        final long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            final Answer answer = run(program, context);
            if (answer.at(index) == wanted || System.nanoTime() - deadline > 0) {
                return answer;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    LoadedObject loaded() {
        return object;
    }

    BpfMap map(final String name) {
        return object.map(name).orElseThrow();
    }

    MapView view(final String name) {
        return MapView.of(map(name));
    }

    /** A key of four bytes. */
    static byte[] key(final int value) {
        return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
    }

    /** The number in a value of eight bytes. */
    static long number(final byte[] value) {
        return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    /** The memory of a global variable, from its start. */
    ByteBuffer global(final String name) {
        return ByteBuffer.wrap(object.global(name).orElseThrow().get()).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Names of the programs that were loaded. */
    List<String> programs() {
        return object.programs().stream().map(program -> program.name()).toList();
    }

    @Override
    public void close() {
        runtime.close();
    }
}
