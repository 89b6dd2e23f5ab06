package io.bpfarena.broker.cli;

import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.ClientMap;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code arena map lookup}: show an entry of a map, or the next value of a queue or stack. */
@Command(name = "lookup", aliases = {"peek"}, header = "Show an entry of a map, or the next value of a queue or stack.",
        description = {
            "arena map lookup { id MAP_ID | name NAME } key [hex] BYTES",
            "arena map peek { id MAP_ID | name NAME }",
            "Exit status 1 if there is none."})
final class MapLookup extends MapElementCommand {
    @Override
    int call(final ArenaClient client, final ClientMap map, final MapWords given) throws CommandFailedException {
        given.elements(client, map.description(), MapWords.Parts.KEY);
        final Optional<byte[]> value = map.lookup(given.key());
        if (value.isEmpty()) {
            if (!json()) {
                out().print("key:\n%s\n\nNot found\n".formatted(MapText.hex(given.key())));
                out().flush();
            }
            printNull();
            return ExitStatus.FAILED;
        }
        MapText.of(map, out(), json()).printEntry(given.key(), value.get());
        return ExitStatus.OK;
    }
}
