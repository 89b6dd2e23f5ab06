package io.bpfarena.broker.cli;

import io.bpfarena.broker.cli.Field.Nanoseconds;
import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.ClientInfo;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code arena client list}: what a broker has of them. */
@Command(name = "list", aliases = "show", description = "List the clients that are attached to a broker.")
final class ClientList implements Callable<Integer> {
    static final Report<ClientInfo> REPORT = new Report<ClientInfo>()
            .with("id", ClientInfo::id)
            .with("pid", ClientInfo::pid)
            .with("name", ClientInfo::name)
            .with("fault_mode", client -> client.faultMode().name().toLowerCase(Locale.ROOT))
            .with("arenas", ClientInfo::arenas)
            .with("faults", ClientInfo::faults)
            .with("attached_ns", client -> new Nanoseconds(client.attachedNs()))
            .with("silent_ns", client -> new Nanoseconds(client.sinceKeepaliveNs()));

    @Spec
    private CommandSpec spec;
    @Mixin
    private BrokerOption broker;
    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        try (ArenaClient client = broker.connect()) {
            REPORT.printList(client.listClients(), spec.commandLine().getOut(), json.json());
        }
        return ExitStatus.OK;
    }
}
