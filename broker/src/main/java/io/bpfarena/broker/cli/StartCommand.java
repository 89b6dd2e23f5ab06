package io.bpfarena.broker.cli;

import io.bpfarena.broker.Broker;
import io.bpfarena.broker.BrokerStartException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code arena broker start}: a broker in the foreground, until SIGTERM or SIGINT. */
@Command(name = "start", header = "Start a broker, in the foreground.", description = {
    "Prints one line that begins with 'ready' once clients can attach. SIGTERM or SIGINT (Ctrl-C) end it: clients are "
            + "told, programs are ended, what it made is removed, and the exit status is 0.",
    "Exit status 1 if it cannot start, such as when another broker has the directory, or if it failed."})
final class StartCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--dir", paramLabel = "DIR",
            description = "The directory that it is to own; /dev/shm/bpf-arena-USER if not given. Made if missing.")
    private Path directory;

    @Option(names = "--aeron-dir", paramLabel = "DIR",
            description = "The directory of its media driver; 'aeron' in its own if not given.")
    private Path aeronDirectory;

    @Parameters(paramLabel = "OBJECT", arity = "0..*",
            description = "Object files to load from the start, each named after its file up to the first dot.")
    private List<Path> objects = List.of();

    @Override
    public Integer call() throws CommandFailedException, InterruptedException {
        final Broker.Context context = context();
        final ForegroundBroker broker = new ForegroundBroker();
        try {
            final Broker started = broker.start(context);
            final PrintWriter out = spec.commandLine().getOut();
            out.printf("ready: broker in %s, pid %d, epoch %d, objects %s%n", started.directory(),
                    ProcessHandle.current().pid(), started.epoch(), PrivateHost.names(
                            List.copyOf(context.objects().keySet())));
            out.flush();
            final Optional<Throwable> failure = broker.awaitFailure();
            throw new CommandFailedException("the broker in %s has failed: %s; %s has more".formatted(
                    started.directory(), failure.map(Throwable::toString).orElse("its thread ended"),
                    started.directory().resolve("errors")), failure.orElse(null));
        } catch (final BrokerStartException e) {
            throw new CommandFailedException(e.getMessage(), e);
        }
    }

    private Broker.Context context() throws CommandFailedException {
        final Broker.Context context = new Broker.Context();
        if (directory != null) {
            context.directory(directory);
        }
        if (aeronDirectory != null) {
            context.aeronDirectory(aeronDirectory);
        }
        for (final Path path : objects) {
            final ObjectFile object = new ObjectFile(path);
            try {
                context.addObject(object.objectName(), object.read());
            } catch (final IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), "%s: %s".formatted(path, e.getMessage()), e);
            }
        }
        return context;
    }
}
