package io.bpfarena.broker.cli;

import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.ClientMap;
import picocli.CommandLine.Command;

/** {@code arena map getnext}: show the key that follows another, or the first. */
@Command(name = "getnext", header = "Show the key that follows another, or the first.",
        description = {
            "arena map getnext { id MAP_ID | name NAME } [key [hex] BYTES]",
            "A key that is not there is followed by the first."})
final class MapGetNext extends MapElementCommand {
    @Override
    int call(final ArenaClient client, final ClientMap map, final MapWords given) throws CommandFailedException {
        given.elements(client, map.description(), MapWords.Parts.OPTIONAL_KEY);
        final byte[] next = map.nextKey(given.hasKey() ? given.key() : null).orElseThrow(() ->
                new CommandFailedException("can't get next key: No such file or directory"));
        if (json()) {
            final JsonLayout layout = new JsonLayout(out());
            layout.beginObject().name("key");
            if (given.hasKey()) {
                MapText.writeHex(layout, given.key());
            } else {
                layout.raw("null");
            }
            layout.name("next_key");
            MapText.writeHex(layout, next);
            layout.endObject().finish();
        } else {
            out().print(given.hasKey() ? "key:\n%s\n".formatted(MapText.hex(given.key())) : "key: None\n");
            out().print("next key:\n%s\n".formatted(MapText.hex(next)));
            out().flush();
        }
        return ExitStatus.OK;
    }
}
