package io.bpfarena.broker.cli;

import io.bpfarena.broker.cli.Field.Nanoseconds;
import io.bpfarena.client.ProgramRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
    "Exit status 1 if a fault or the timeout ended the program."})
final class ProgRun implements Callable<Integer> {
    static final Report<ProgramRun> REPORT = lines();
    /** People read what ended the program on standard error. */
    static final Report<ProgramRun> JSON_REPORT = lines()
            .with("ended_by", run -> run.succeeded() ? null : run.text());

    private static Report<ProgramRun> lines() {
        return new Report<ProgramRun>()
                .with("return_value", run -> run.succeeded() ? run.returnValue() : null)
                .with("duration_ns", run -> new Nanoseconds(run.durationNs()))
                .with("faults", ProgramRun::faultCount)
                .with("fault_reports", ProgramRun::faultReports)
                .with("output", run -> run.output().lines().toList());
    }

    @Spec
    private CommandSpec spec;
    @Mixin
    private JsonOption json;

    @Mixin
    private TargetOptions target;

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
        final byte[] context = contextIn == null ? new byte[0] : ContextFile.read("context", contextIn);
        try (ProgramHost host = directory == null
                ? PrivateHost.load(new ObjectFile(Path.of(object)), target)
                : BrokerHost.attach(directory, object)) {
            if (context.length > host.maxContextSize()) {
                throw new CommandFailedException("context %s has %d bytes; at most %d are accepted here"
                        .formatted(contextIn, context.length, host.maxContextSize()));
            }
            for (final GlobalAssignment assignment : globals) {
                host.set(assignment);
            }
            final byte[] packet = dataIn == null ? new byte[0] : ContextFile.read("data", dataIn);
            return report(host.run(program, context, packet, repeat, Duration.ofSeconds(timeoutSeconds)));
        }
    }

    private int report(final ProgramRun run) throws CommandFailedException {
        if (contextOut != null) {
            ContextFile.write("context", contextOut, run.context());
        }
        if (contextOut == null || !ContextFile.isStandardStream(contextOut)) {
            (json.json() ? JSON_REPORT : REPORT).printOne(run, spec.commandLine().getOut(), json.json());
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
