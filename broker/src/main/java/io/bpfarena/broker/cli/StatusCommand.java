package io.bpfarena.broker.cli;

import io.bpfarena.broker.cli.Field.Nanoseconds;
import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.BrokerStatus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code arena broker status}: asks a broker how it is. */
@Command(name = "status", description = "Ask a broker how it is. Exit status 0 if it answers, 1 if not.")
final class StatusCommand implements Callable<Integer> {
    static final Report<BrokerStatus> REPORT = new Report<BrokerStatus>()
            .with("directory", BrokerStatus::directory)
            .with("version", BrokerStatus::version)
            .with("pid", BrokerStatus::pid)
            .with("epoch", BrokerStatus::epoch)
            .with("uptime_ns", status -> new Nanoseconds(status.uptimeNs()))
            .with("clients", BrokerStatus::clients)
            .with("objects", BrokerStatus::objects)
            .with("arenas", BrokerStatus::arenas)
            .with("pages_allocated", BrokerStatus::pagesAllocated)
            .with("faults_served", BrokerStatus::faultsServed)
            .with("fault_p50_ns", status -> new Nanoseconds(status.faultP50Ns()))
            .with("fault_p99_ns", status -> new Nanoseconds(status.faultP99Ns()));

    @Spec
    private CommandSpec spec;
    @Mixin
    private BrokerOption broker;
    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        try (ArenaClient client = broker.connect()) {
            REPORT.printOne(client.status(), spec.commandLine().getOut(), json.json());
        }
        return ExitStatus.OK;
    }
}
