package io.bpfarena.broker.cli;

import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.ClientMap;
import picocli.CommandLine.Command;

/** {@code arena map update}: put an entry into a map, or a value into a queue or stack. */
@Command(name = "update", aliases = {"push", "enqueue"},
        header = "Put an entry into a map, or a value into a queue or stack.",
        description = {
            "arena map update { id MAP_ID | name NAME } key [hex] BYTES value [hex] BYTES [any | exist | noexist]",
            "arena map push { id MAP_ID | name NAME } value [hex] BYTES [any | exist]",
            "The value for a per-CPU map is put for all CPUs; that for a map of maps or an array of programs is "
                    + "{ id ID | name NAME }."})
final class MapUpdate extends MapElementCommand {
    @Override
    int call(final ArenaClient client, final ClientMap map, final MapWords given) throws CommandFailedException {
        given.elements(client, map.description(), MapWords.Parts.KEY_AND_VALUE);
        map.update(given.key(), given.value(), given.flags());
        printNull();
        return ExitStatus.OK;
    }
}
