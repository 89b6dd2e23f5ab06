package io.bpfarena.broker.cli;

import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.LoadedObject;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code arena prog load}: gives an object to a broker. */
@Command(name = "load", description = "Have a broker load an object file, as libbpf would.")
final class ProgLoad implements Callable<Integer> {
    static final Report<LoadedObject> REPORT = new Report<LoadedObject>()
            .with("id", LoadedObject::id)
            .with("name", LoadedObject::name);

    @Spec
    private CommandSpec spec;
    @Mixin
    private BrokerOption broker;
    @Mixin
    private JsonOption json;

    @Option(names = "--name", paramLabel = "NAME",
            description = "Name for the object; the file's up to the first dot if not given.")
    private String name;

    @Parameters(paramLabel = "FILE", description = "The object file, from clang -target bpf.")
    private Path file;

    @Override
    public Integer call() throws CommandFailedException {
        final ObjectFile object = new ObjectFile(file);
        final byte[] bytes = object.read();
        try (ArenaClient client = broker.connect()) {
            REPORT.printOne(client.load(name == null ? object.objectName() : name, bytes),
                    spec.commandLine().getOut(), json.json());
        }
        return ExitStatus.OK;
    }
}
