package io.bpfarena.examples.demo;

import io.bpfarena.broker.cli.CommandFailedException;
import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.ArenaClientException;
import io.bpfarena.examples.walk.DamagedStructureException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** What the demo's client processes have in common: each attaches, does its part, prints facts, and detaches. */
abstract class RoleCommand implements Callable<Integer> {
    @Option(names = "--dir", required = true, paramLabel = "DIR", description = "Directory of the broker.")
    private Path directory;

    @Override
    public final Integer call() throws CommandFailedException {
        try (ArenaClient client = ArenaClient.connect(
                new ArenaClient.Context().directory(directory).clientName("demo-" + role()))) {
            play(client);
            return 0;
        } catch (final DemoException | DamagedStructureException | IOException | ArenaClientException e) {
            throw new CommandFailedException("demo " + role() + ": " + e.getMessage(), e);
        }
    }

    Path directory() {
        return directory;
    }

    /** {@return its name on the command line} */
    abstract String role();

    abstract void play(ArenaClient client) throws DemoException, DamagedStructureException, IOException;

    /** Tells the demo. */
    static void say(final Fact fact) {
        System.out.println(fact);
        System.out.flush();
    }
}
