package io.bpfarena.broker.cli;

import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.ClientMap;
import io.bpfarena.client.ControlException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the commands about elements of a map share: the broker, the map's words, and how a refusal is told. */
abstract class MapElementCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private BrokerOption broker;
    @Mixin
    private JsonOption json;

    @Parameters(arity = "2..*", paramLabel = "WORD...", hideParamSyntax = true,
            description = "id MAP_ID or name NAME, then what the command takes, in bpftool's words.")
    private List<String> words = List.of();

    @Override
    public final Integer call() throws CommandFailedException {
        try (ArenaClient client = broker.connect()) {
            final MapWords given = new MapWords(words);
            return call(client, given.map(client), given);
        } catch (final ControlException e) {
            throw new CommandFailedException("%s failed: %s".formatted(spec.name(), e.getMessage()), e);
        }
    }

    /** Does it, the map's words being read. */
    abstract int call(ArenaClient client, ClientMap map, MapWords given) throws CommandFailedException;

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    final boolean json() {
        return json.json();
    }

    /** What bpftool prints in JSON if all there is to say is that it is done, or that there is nothing. */
    final void printNull() {
        if (json()) {
            final JsonLayout layout = new JsonLayout(out());
            layout.raw("null").finish();
        }
    }
}
