package io.bpfarena.broker.cli;

import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.ClientMap;
import picocli.CommandLine.Command;

/** {@code arena map delete}: remove an entry from a map. */
@Command(name = "delete", header = "Remove an entry from a map.",
        description = {
            "arena map delete { id MAP_ID | name NAME } key [hex] BYTES"})
final class MapDelete extends MapElementCommand {
    @Override
    int call(final ArenaClient client, final ClientMap map, final MapWords given) throws CommandFailedException {
        given.elements(client, map.description(), MapWords.Parts.KEY);
        if (!map.delete(given.key())) {
            throw new CommandFailedException("delete failed: ENOENT: map %s has no such entry"
                    .formatted(map.description().name()));
        }
        printNull();
        return ExitStatus.OK;
    }
}
