package io.bpfarena.broker.cli;

import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.ClientMap;
import picocli.CommandLine.Command;

/** {@code arena map dump}: show all entries of a map. */
@Command(name = "dump", header = "Show all entries of a map.",
        description = {
            "arena map dump { id MAP_ID | name NAME }",
            "Keys and values are shown as what they are where their types are known, else as bytes in hex."})
final class MapDump extends MapElementCommand {
    @Override
    int call(final ArenaClient client, final ClientMap map, final MapWords given) throws CommandFailedException {
        given.elements(client, map.description(), MapWords.Parts.NONE);
        final MapText text = MapText.of(map, out(), json());
        final Entries entries = new Entries(text, text.isStructured() ? new JsonLayout(out()) : null);
        if (entries.layout != null) {
            entries.layout.beginArray();
        }
        map.forEach(entries::print);
        if (entries.failure != null) {
            throw entries.failure;
        }
        if (entries.layout != null) {
            entries.layout.endArray().finish();
        } else {
            out().print("Found %d element%s\n".formatted(entries.count, entries.count == 1 ? "" : "s"));
            out().flush();
        }
        return ExitStatus.OK;
    }

    /** Prints one after the other; a failure is kept until all have come. */
    private static final class Entries {
        private final MapText text;
        private final JsonLayout layout;
        private int count;
        private CommandFailedException failure;

        Entries(final MapText text, final JsonLayout layout) {
            this.text = text;
            this.layout = layout;
        }

        void print(final byte[] key, final byte[] value) {
            try {
                if (failure == null && layout != null) {
                    text.writeEntry(layout, key, value);
                } else if (failure == null) {
                    text.printEntry(key, value);
                }
                count++;
            } catch (final CommandFailedException e) {
                failure = e;
            }
        }
    }
}
