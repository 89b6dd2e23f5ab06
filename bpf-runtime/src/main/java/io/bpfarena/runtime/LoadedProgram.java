package io.bpfarena.runtime;

import io.bpfarena.runtime.async.AsyncThreads;
import io.bpfarena.runtime.program.AsyncHost;
import io.bpfarena.runtime.program.ExecutableProgram;
import io.bpfarena.runtime.program.Invocation;
import io.bpfarena.runtime.program.LinkedProgram;
import io.bpfarena.runtime.program.ProgramFaultException;
import io.bpfarena.runtime.stream.ProgramStream;
import io.bpfarena.runtime.stream.ProgramStreams;
import io.bpfarena.runtime.program.ProgramType;
import io.bpfarena.runtime.program.RunResult;
import io.bpfarena.runtime.program.TailCallable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicInteger;

/** A program that can be run, by any number of threads at once, and put into arrays of programs. */
public final class LoadedProgram implements TailCallable {
    private static final AtomicInteger LAST_ID = new AtomicInteger();

    private final int id = LAST_ID.incrementAndGet();
    private final ExecutableProgram program;
    private final RunGate gate;
    private final int possibleCpus;
    private final ProgramStreams streams = new ProgramStreams();
    private final CallbackLog callbacks;

    LoadedProgram(
            final ExecutableProgram program, final RunGate gate, final int possibleCpus, final AsyncThreads threads) {
        this.program = program;
        this.gate = gate;
        this.possibleCpus = possibleCpus;
        this.callbacks = new CallbackLog(name(), gate, threads);
    }

    @Override
    public int id() {
        return id;
    }

    @Override
    public int programType() {
        return type().number();
    }

    @Override
    public String name() {
        return linked().name();
    }

    /** {@return the ELF section it came from} */
    public String section() {
        return linked().section();
    }

    /** {@return its type} */
    public ProgramType type() {
        return linked().type();
    }

    /**
     * A stream that its runs write: what it prints with bpf_stream_vprintk, and reports of faults. Text stays there
     * until somebody reads it, at most {@link ProgramStream#MAX_CAPACITY} bytes.
     *
     * @param id which.
     * @return the stream; any thread may read it, while the program runs too.
     */
    public ProgramStream stream(final ProgramStream.Id id) {
        return streams.of(id);
    }

    @Override
    public boolean enter() {
        return gate.tryEnter();
    }

    @Override
    public void leave() {
        gate.leave();
    }

    @Override
    public ExecutableProgram executable() {
        return program;
    }

    @Override
    public ProgramStreams streams() {
        return streams;
    }

    @Override
    public AsyncHost host() {
        return callbacks;
    }

    /** {@return its instructions, maps and lines as they were handed to the engine} */
    public LinkedProgram linked() {
        return program.program();
    }

    /**
     * Runs it once on this thread, as BPF_PROG_TEST_RUN runs a syscall program.
     *
     * @param context bytes that it gets as its context, in and out; at most {@link RunOptions#MAX_CONTEXT_SIZE}.
     * @return what it returned and reported.
     * @throws ProgramFaultException    if it did what it must not, or took too long.
     * @throws IllegalArgumentException if the context is too large.
     * @throws IllegalStateException    if the object was closed.
     */
    public RunResult run(final byte[] context) throws ProgramFaultException {
        return run(RunOptions.DEFAULT.withContext(context));
    }

    /**
     * Runs it once on this thread.
     *
     * @param options context, CPU, timeout.
     * @return what it returned and reported.
     * @throws ProgramFaultException if it did what it must not, or took too long.
     * @throws InvalidInputException if context or data are not what programs of its type take, or there is no such CPU
     *                               ({@link BpfRuntime.Context#possibleCpus()}).
     * @throws IllegalStateException if the object was closed.
     */
    public RunResult run(final RunOptions options) throws ProgramFaultException {
        if (options.cpu() >= possibleCpus) {
            throw new InvalidInputException("cpu must be less than the number of possible CPUs: cpu=%d, possible=%d"
                    .formatted(options.cpu(), possibleCpus));
        }
        gate.enter();
        try {
            return run(options, options.context());
        } finally {
            gate.leave();
        }
    }

    private RunResult run(final RunOptions options, final byte[] context) throws ProgramFaultException {
        if (type().hasPacket()) {
            return runOverPacket(options);
        }
        if (options.data().length != 0) {
            throw new InvalidInputException(
                    "a program of type %s takes no data: size=%d".formatted(type().label(), options.data().length));
        }
        if (context.length > type().maxContextSize()) {
            throw new InvalidInputException("the context of a program of type %s has at most %d bytes: size=%d"
                    .formatted(type().label(), type().maxContextSize(), context.length));
        }
        final int size = Math.max(context.length, type().fixedContextSize());
        if (size == 0) {
            return program.run(with(options, Invocation.withoutContext()));
        }
        try (Arena scope = Arena.ofConfined()) {
            final MemorySegment memory = scope.allocate(size, Long.BYTES);
            MemorySegment.copy(context, 0, memory, ValueLayout.JAVA_BYTE, 0, context.length);
            try {
                return program.run(with(options, invocation(memory.address(), size)));
            } finally {
                MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, 0, context, 0, context.length);
            }
        }
    }

    private Invocation with(final RunOptions options, final Invocation invocation) {
        return invocation.onCpu(options.cpu()).within(options.timeout()).writingTo(streams).hostedBy(callbacks);
    }

    /**
     * What its callbacks told that ran later, on threads of the runtime: those of timers and workqueues. The first of
     * each kind are kept, as of a run; to its streams they write as all runs do.
     *
     * @return a snapshot.
     */
    public CallbackReport callbacks() {
        return callbacks.report();
    }

    private Invocation invocation(final long address, final long length) {
        return type().hasReadOnlyContext()
                ? Invocation.readOnly(address, length) : Invocation.of(address, length);
    }

    private RunResult runOverPacket(final RunOptions options) throws ProgramFaultException {
        try (PacketRun packet = PacketRun.of(type(), options)) {
            final RunResult result = program.run(with(options, Invocation.about(packet.context())));
            return result.withData(packet.finish());
        }
    }

    void close() {
        program.close();
    }

    @Override
    public String toString() {
        return "program %s (%s, %d instructions)".formatted(name(), type().label(), linked().instructions().size());
    }
}
