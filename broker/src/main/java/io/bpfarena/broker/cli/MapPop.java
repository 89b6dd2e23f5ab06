package io.bpfarena.broker.cli;

import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.ClientMap;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code arena map pop}: take the next value out of a queue or stack, and show it. */
@Command(name = "pop", aliases = {"dequeue"}, header = "Take the next value out of a queue or stack, and show it.",
        description = {
            "arena map pop { id MAP_ID | name NAME }",
            "Exit status 1 if there is none."})
final class MapPop extends MapElementCommand {
    @Override
    int call(final ArenaClient client, final ClientMap map, final MapWords given) throws CommandFailedException {
        given.elements(client, map.description(), MapWords.Parts.NONE);
        final Optional<byte[]> value = map.pop();
        if (value.isEmpty()) {
            if (!json()) {
                out().print("Error: empty map\n");
                out().flush();
            }
            printNull();
            return ExitStatus.FAILED;
        }
        MapText.of(map, out(), json()).printEntry(given.key(), value.get());
        return ExitStatus.OK;
    }
}
