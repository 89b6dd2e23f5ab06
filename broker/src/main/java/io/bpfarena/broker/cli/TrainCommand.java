package io.bpfarena.broker.cli;

import io.bpfarena.broker.Broker;
import io.bpfarena.broker.BrokerStartException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code arena train}, which the launcher runs once after a build while the JVM watches: goes through what the commands
 * do, a broker included, so that the JVM's AOT cache knows the classes (JEP 483, 514). Prints nothing.
 */
@Command(name = "train", hidden = true, description = "Run commands once, for the JVM's AOT cache.")
final class TrainCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "OBJECT")
    private Path object;

    @Parameters(index = "1", paramLabel = "PROGRAM")
    private String program;

    @Override
    public Integer call() throws IOException, BrokerStartException, CommandFailedException {
        final ObjectFile file = new ObjectFile(object);
        final Path parent = Files.createTempDirectory("arena-train");
        final Broker.Context context = new Broker.Context()
                .directory(parent.resolve("broker")).addObject(file.objectName(), file.read());
        try (Broker broker = Broker.launch(context)) {
            final String directory = broker.directory().toString();
            arena("--help");
            arena("nonsense");
            arena("prog", "run", object.toString(), program);
            arena("prog", "run", "--dir", directory, file.objectName(), program, "--json");
            arena("broker", "status", "--dir", directory);
            arena("prog", "list", "--dir", directory, "--json");
            arena("map", "list", "--dir", directory);
            arena("client", "list", "--dir", directory);
        } finally {
            Files.delete(parent);
        }
        return ExitStatus.OK;
    }

    private static void arena(final String... args) {
        final PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        final CommandLine commandLine = ArenaCommandLine.create();
        commandLine.setOut(nowhere).setErr(nowhere).execute(args);
    }
}
