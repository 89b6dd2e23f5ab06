package io.bpfarena.broker.cli;

import io.bpfarena.client.ProgramRun;
import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.BpfObject;
import io.bpfarena.runtime.BpfRuntime;
import io.bpfarena.runtime.GlobalVariable;
import io.bpfarena.runtime.InvalidInputException;
import io.bpfarena.runtime.LoadedObject;
import io.bpfarena.runtime.LoadedProgram;
import io.bpfarena.runtime.RunOptions;
import io.bpfarena.runtime.arena.ArenaException;
import io.bpfarena.runtime.elf.ObjectFormatException;
import io.bpfarena.runtime.helper.FunctionTable;
import io.bpfarena.runtime.loader.LoadException;
import io.bpfarena.runtime.map.MapException;
import io.bpfarena.runtime.program.FaultReport;
import io.bpfarena.runtime.program.ProgramFaultException;
import io.bpfarena.runtime.program.ProgramListing;
import io.bpfarena.runtime.program.RunResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Loads an object into a runtime of this process; its arena is private memory, and gone when it is closed. */
final class PrivateHost implements ProgramHost {
    private final BpfRuntime runtime;
    private final LoadedObject object;

    private PrivateHost(final BpfRuntime runtime, final LoadedObject object) {
        this.runtime = runtime;
        this.object = object;
    }

    static PrivateHost load(final ObjectFile file, final TargetOptions target) throws CommandFailedException {
        return load(file, target, new BpfRuntime.Context());
    }

    static PrivateHost load(final ObjectFile file, final TargetOptions target, final BpfRuntime.Context context)
            throws CommandFailedException {
        final BpfRuntime runtime = BpfRuntime.launch(context);
        try {
            final BpfObject opened = BpfObject.open(file.objectName(), file.read());
            target.applyTo(opened);
            return new PrivateHost(runtime, runtime.load(opened));
        } catch (final ObjectFormatException | LoadException | MapException | ArenaException e) {
            runtime.close();
            throw new CommandFailedException("object %s: %s".formatted(file.path(), e.getMessage()), e);
        } catch (final CommandFailedException | RuntimeException e) {
            runtime.close();
            throw e;
        }
    }

    @Override
    public int maxContextSize() {
        return RunOptions.MAX_CONTEXT_SIZE;
    }

    @Override
    public void set(final GlobalAssignment assignment) throws CommandFailedException {
        final GlobalVariable variable = object.global(assignment.name()).orElseThrow(() -> new CommandFailedException(
                "object %s has no global variable %s; it has %s".formatted(object.name(), assignment.name(),
                        names(object.globals().stream().map(GlobalVariable::name).toList()))));
        if (!variable.isWritable()) {
            throw new CommandFailedException("global variable %s is read-only once the object is loaded (section %s)"
                    .formatted(variable.name(), variable.section()));
        }
        variable.set(assignment.bytes(variable.size()));
    }

    /** A program as it was linked. */
    ProgramListing listing(final String program) throws CommandFailedException {
        return ProgramListing.of(find(program).linked(), FunctionTable.standard());
    }

    private LoadedProgram find(final String program) throws CommandFailedException {
        return object.program(program).orElseThrow(() -> new CommandFailedException(
                "object %s has no program %s; it has %s".formatted(object.name(), program,
                        names(object.programs().stream().map(LoadedProgram::name).toList()))));
    }

    @Override
    public ProgramRun run(
            final String program, final byte[] context, final byte[] packet, final int repeat,
            final Duration timeout) throws CommandFailedException {
        final LoadedProgram loaded = find(program);
        final byte[] memory = context.clone();
        final Outcome outcome = new Outcome();
        final long deadline = System.nanoTime() + timeout.toNanos();
        try {
            for (int i = 0; i < repeat; i++) {
                final long left = deadline - System.nanoTime();
                if (left <= 0) {
                    // A short program is over before it looks at the clock.
                    return outcome.ended(Errno.ETIMEDOUT.number(),
                            "the time was up after %d of %d runs".formatted(i, repeat), memory);
                }
                final RunResult result = loaded.run(
                        RunOptions.DEFAULT.withContext(memory).withData(packet).within(Duration.ofNanos(left)));
                outcome.add(result);
                outcome.packet = result.data();
            }
            return outcome.ended(0, "", memory);
        } catch (final ProgramFaultException e) {
            outcome.add(e.before());
            return outcome.ended(Errno.EFAULT.number(), e.report().toString(), memory);
        } catch (final InvalidInputException e) {
            return outcome.ended(Errno.EINVAL.number(), e.getMessage(), memory);
        }
    }

    /** Programs that it called by tail call have streams and callbacks of their own, and nothing else has run here. */
    @Override
    public Optional<RunTraces> traces(final String program) throws CommandFailedException {
        final LoadedProgram first = find(program);
        return Optional.of(RunTraces.of(Stream.concat(
                Stream.of(first), object.programs().stream().filter(other -> other != first)).toList()));
    }

    static String names(final List<String> names) {
        return names.isEmpty() ? "none" : names.stream().sorted().collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
        runtime.close();
    }

    /** Adds the runs up: the first reports and lines are kept, as a single run does. */
    private static final class Outcome {
        private final List<String> faults = new ArrayList<>();
        private final StringBuilder output = new StringBuilder();
        private int printed;
        private int runs;
        private long durationNanos;
        private long faultCount;
        private int returnValue;
        private byte[] packet = {};

        void add(final RunResult result) {
            runs++;
            durationNanos += result.durationNanos();
            faultCount += result.faultCount();
            returnValue = result.retval();
            result.faults().stream().map(FaultReport::toString)
                    .limit(RunResult.MAX_FAULTS - faults.size()).forEach(faults::add);
            result.printed().stream().limit(RunResult.MAX_PRINTED - printed).forEach(line -> {
                output.append(line).append('\n');
                printed++;
            });
        }

        ProgramRun ended(final int code, final String text, final byte[] context) {
            return new ProgramRun(code, text, returnValue, runs == 0 ? 0 : durationNanos / runs, faultCount, faults,
                    output.toString(), context, packet);
        }
    }
}
