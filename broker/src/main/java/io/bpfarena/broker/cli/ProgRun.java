package io.bpfarena.broker.cli;

import io.bpfarena.broker.cli.Field.Nanoseconds;
import io.bpfarena.client.ProgramRun;
import io.bpfarena.runtime.BpfRuntime;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code arena prog run}: runs a program, as BPF_PROG_TEST_RUN does. */
@Command(name = "run", header = "Run a program, as BPF_PROG_TEST_RUN does.", description = {
    "Without --dir OBJECT is a file, which is loaded into a runtime of this process; its arena is gone afterwards. "
            + "With --dir OBJECT is the name of an object that the broker there has loaded.",
    "Without --dir what the program wrote to its stdout stream is in the report, and what it wrote to its stderr "
            + "stream goes to standard error, but for reports of faults that are in the report already; JSON has all "
            + "of both. Callbacks of timers and workqueues are reported as far as they have run by then. With --dir "
            + "the streams stay in the broker, for arena prog tracelog.",
    "Exit status 1 if a fault or the timeout ended the program."})
final class ProgRun implements Callable<Integer> {
    static final Report<Outcome> REPORT = lines()
            .with("stdout", outcome -> outcome.traces().map(RunTraces::stdoutLines).orElse(null))
            .with("callbacks", outcome -> outcome.traces().map(RunTraces::callbackLines).orElse(null));
    /** People read what ended the program, and its stderr stream, on standard error. */
    static final Report<Outcome> JSON_REPORT = lines()
            .with("ended_by", outcome -> outcome.run().succeeded() ? null : outcome.run().text())
            .with("stdout", outcome -> outcome.traces().map(RunTraces::stdout).orElse(null))
            .with("stderr", outcome -> outcome.traces().map(RunTraces::stderr).orElse(null))
            .with("callbacks", outcome -> outcome.traces()
                    .map(traces -> new Report.Part<>(RunTraces.CALLBACKS, traces.callbacks())).orElse(null));

    /**
     * What there is to report.
     *
     * @param run    what came of the run.
     * @param traces what it left beside; empty with a broker.
     */
    record Outcome(ProgramRun run, Optional<RunTraces> traces) {
    }

    private static Report<Outcome> lines() {
        return new Report<Outcome>()
                .with("return_value", outcome -> outcome.run().succeeded() ? outcome.run().returnValue() : null)
                .with("duration_ns", outcome -> new Nanoseconds(outcome.run().durationNs()))
                .with("faults", outcome -> outcome.run().faultCount())
                .with("fault_reports", outcome -> outcome.run().faultReports())
                .with("output", outcome -> outcome.run().output().lines().toList());
    }

    @Spec
    private CommandSpec spec;
    @Mixin
    private JsonOption json;

    @Mixin
    private TargetOptions target;

    @Mixin
    private EngineOption engine;

    @Option(names = "--dir", paramLabel = "DIR", description = "Run it in the broker of this directory.")
    private Path directory;

    @Option(names = "--ctx-in", paramLabel = "FILE",
            description = "What the program gets as its context; - for standard input. No context if not given.")
    private Path contextIn;

    @Option(names = "--ctx-out", paramLabel = "FILE",
            description = "Where to write the context that the program left; - for standard output, instead of the "
                    + "report.")
    private Path contextOut;

    @Option(names = "--data-in", paramLabel = "FILE",
            description = "The packet that the program runs over, from its Ethernet header on.")
    private Path dataIn;

    @Option(names = "--data-out", paramLabel = "FILE",
            description = "Where to write the packet that the program left.")
    private Path dataOut;

    @Option(names = "--global", paramLabel = "NAME=VALUE", converter = GlobalAssignment.Converter.class,
            description = "Set a global variable first; a number, decimal or with 0x. Can be given more than once.")
    private List<GlobalAssignment> globals = List.of();

    @Option(names = "--repeat", paramLabel = "N", defaultValue = "1",
            description = "Run it N times, each time with the context that the run before left; the duration is the "
                    + "average.")
    private int repeat;

    @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "10",
            description = "End the program when all runs together take longer (default: ${DEFAULT-VALUE}).")
    private int timeoutSeconds;

    @Parameters(index = "0", paramLabel = "OBJECT", description = "Object file; with --dir an object's name.")
    private String object;

    @Parameters(index = "1", paramLabel = "PROGRAM", description = "Name of the program's C function.")
    private String program;

    @Override
    public Integer call() throws CommandFailedException {
        check("--repeat", repeat, 1, Integer.MAX_VALUE);
        check("--timeout", timeoutSeconds, 1, (int) Duration.ofDays(1).toSeconds());
        if (directory != null && target.isGiven()) {
            throw new ParameterException(spec.commandLine(),
                    "--btf and --kconfig do not go with --dir: that object is loaded already");
        }
        if (directory != null && engine.isGiven()) {
            throw new ParameterException(spec.commandLine(),
                    "--engine does not go with --dir: the broker there runs the program");
        }
        final byte[] context = contextIn == null ? new byte[0] : ContextFile.read("context", contextIn);
        try (ProgramHost host = directory == null
                ? PrivateHost.load(
                        new ObjectFile(Path.of(object)), target, new BpfRuntime.Context().engine(engine.engine()))
                : BrokerHost.attach(directory, object)) {
            if (context.length > host.maxContextSize()) {
                throw new CommandFailedException("context %s has %d bytes; at most %d are accepted here"
                        .formatted(contextIn, context.length, host.maxContextSize()));
            }
            for (final GlobalAssignment assignment : globals) {
                host.set(assignment);
            }
            final byte[] packet = dataIn == null ? new byte[0] : ContextFile.read("data", dataIn);
            final ProgramRun run = host.run(program, context, packet, repeat, Duration.ofSeconds(timeoutSeconds));
            return report(new Outcome(run, host.traces(program)));
        }
    }

    private int report(final Outcome outcome) throws CommandFailedException {
        final ProgramRun run = outcome.run();
        if (contextOut != null) {
            ContextFile.write("context", contextOut, run.context());
        }
        if (contextOut == null || !ContextFile.isStandardStream(contextOut)) {
            (json.json() ? JSON_REPORT : REPORT).printOne(outcome, spec.commandLine().getOut(), json.json());
        }
        if (!json.json()) {
            final PrintWriter err = spec.commandLine().getErr();
            outcome.traces().ifPresent(
                    traces -> traces.stderrLines().forEach(line -> err.println(Field.printable(line))));
            err.flush();
        }
        if (run.succeeded() && dataOut != null) {
            ContextFile.write("data", dataOut, run.packet());
        }
        if (!run.succeeded()) {
            throw new CommandFailedException("program %s was ended: %s".formatted(program, run.text()));
        }
        return ExitStatus.OK;
    }

    private void check(final String option, final int value, final int least, final int most) {
        if (value < least || value > most) {
            throw new ParameterException(spec.commandLine(),
                    "%s must be %d to %d: %d".formatted(option, least, most, value));
        }
    }
}
