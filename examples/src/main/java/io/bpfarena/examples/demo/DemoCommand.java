package io.bpfarena.examples.demo;

import io.bpfarena.broker.cli.CommandFailedException;
import io.bpfarena.broker.cli.ExitStatus;
import io.bpfarena.client.ArenaClientException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code arena demo}: the whole system at work, in processes of their own. */
@Command(
        name = "demo",
        description = {
            "Show the whole system at work, and check it.",
            "",
            "Starts a broker, a client that has it run BPF programs which build a linked list, a hash table, a "
                + "red-black tree and a sparse array, two more clients and one in C that walk them natively by the "
                + "pointers in memory, and one that touches pages nobody allocated. Succeeds only if all agree; "
                + "leaves no process and no file behind."},
        subcommands = {BuilderRole.class, WalkerRole.class, FaulterRole.class})
final class DemoCommand implements Callable<Integer> {
    /** What a structure of the examples has room for in its arena. */
    private static final int MAX_NODES = 500_000;

    @Spec
    private CommandSpec spec;

    @Option(names = "--nodes", defaultValue = "100000", paramLabel = "N",
            description = "Elements in each structure, 1 to " + MAX_NODES + " (default: ${DEFAULT-VALUE}).")
    private int nodes;

    @Override
    public Integer call() throws CommandFailedException, InterruptedException {
        if (nodes < 1 || nodes > MAX_NODES) {
            throw new ParameterException(spec.commandLine(),
                    "--nodes must be 1 to %d: %d".formatted(MAX_NODES, nodes));
        }
        final PrintWriter out = spec.commandLine().getOut();
        try (DemoProcesses processes = DemoProcesses.create()) {
            return new Demo(processes, nodes, out).run() ? ExitStatus.OK : ExitStatus.FAILED;
        } catch (final DemoException | IOException | ArenaClientException e) {
            throw new CommandFailedException("demo: " + e.getMessage(), e);
        }
    }
}
