package io.bpfarena.broker.cli;

import io.bpfarena.broker.cli.Field.Nanoseconds;
import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.ProgramInfo;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code arena prog list}: what a broker has of them. */
@Command(name = "list", aliases = "show", description = "List the programs that a broker has loaded.")
final class ProgList implements Callable<Integer> {
    static final Report<ProgramInfo> REPORT = new Report<ProgramInfo>()
            .with("id", ProgramInfo::id)
            .with("type", ProgramInfo::type)
            .with("name", ProgramInfo::name)
            .with("object", ProgramInfo::objectName)
            .with("instructions", ProgramInfo::instructions)
            .with("runs", ProgramInfo::runs)
            .with("run_time_ns", program -> new Nanoseconds(program.runTimeNs()));

    @Spec
    private CommandSpec spec;
    @Mixin
    private BrokerOption broker;
    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        try (ArenaClient client = broker.connect()) {
            REPORT.printList(client.listPrograms(), spec.commandLine().getOut(), json.json());
        }
        return ExitStatus.OK;
    }
}
