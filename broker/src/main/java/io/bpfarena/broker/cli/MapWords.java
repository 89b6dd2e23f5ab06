package io.bpfarena.broker.cli;

import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.ClientMap;
import io.bpfarena.client.MapDescription;
import io.bpfarena.client.MapInfo;
import io.bpfarena.client.ProgramInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Predicate;

/**
 * The words of bpftool's map commands (tools/bpf/bpftool/map.c, map_parse_fds and parse_elem), which may be cut short:
 *
 * <pre>
 *   { id MAP_ID | name NAME } [key [hex] BYTES] [value [hex] BYTES | { id ID | name NAME }] [any | exist | noexist]
 * </pre>
 *
 * A byte is decimal, or octal with a leading 0, or hex with 0x; after {@code hex} all are hex without.
 */
final class MapWords {
    private final List<String> words;
    private int at;
    private byte[] key;
    private byte[] value;
    private Long flags;

    MapWords(final List<String> words) {
        this.words = words;
    }

    /** Whether a word is another, or its beginning. */
    private boolean isNext(final String word) {
        return at < words.size() && !words.get(at).isEmpty() && word.startsWith(words.get(at));
    }

    private String next(final String what) throws CommandFailedException {
        if (at == words.size()) {
            throw new CommandFailedException("expected %s at the end of the command line".formatted(what));
        }
        return words.get(at++);
    }

    /** Finds the map that comes first. */
    ClientMap map(final ArenaClient client) throws CommandFailedException {
        return client.map(mapId(client));
    }

    /** Which maps are wanted: one, those of a name, or all if there are no words. */
    Predicate<MapInfo> filter() throws CommandFailedException {
        if (words.isEmpty()) {
            return _ -> true;
        }
        final boolean byId = isNext("id");
        if (!byId && !isNext("name")) {
            throw new CommandFailedException("expected 'id' or 'name', got: '%s'".formatted(words.getFirst()));
        }
        at++;
        final String wanted = next(byId ? "a map's id" : "a map's name");
        final int id = byId ? id(wanted) : 0;
        return map -> byId ? map.id() == id : map.name().equals(wanted);
    }

    private int mapId(final ArenaClient client) throws CommandFailedException {
        if (isNext("id")) {
            at++;
            return id(next("a map's id"));
        }
        if (!isNext("name")) {
            throw new CommandFailedException("expected 'id' or 'name', got: '%s'".formatted(next("'id' or 'name'")));
        }
        at++;
        final String name = next("a map's name");
        return only("map", name, client.listMaps().stream()
                .filter(map -> map.name().equals(name)).map(MapInfo::id).toList());
    }

    /** Finds the program that comes first. */
    int programId(final ArenaClient client) throws CommandFailedException {
        if (isNext("id")) {
            at++;
            return id(next("a program's id"));
        }
        if (!isNext("name")) {
            throw new CommandFailedException("expected 'id' or 'name', got: '%s'".formatted(next("'id' or 'name'")));
        }
        at++;
        final String name = next("a program's name");
        return only("program", name, client.listPrograms().stream()
                .filter(program -> program.name().equals(name)).map(ProgramInfo::id).toList());
    }

    private static int only(final String what, final String name, final List<Integer> ids)
            throws CommandFailedException {
        if (ids.isEmpty()) {
            throw new CommandFailedException("there is no %s named %s".formatted(what, name));
        }
        if (ids.size() > 1) {
            throw new CommandFailedException("several %ss match this handle: %s has ids %s; name one by id"
                    .formatted(what, name, ids));
        }
        return ids.getFirst();
    }

    private static int id(final String text) throws CommandFailedException {
        try {
            final int id = Integer.decode(text);
            if (id > 0) {
                return id;
            }
        } catch (final NumberFormatException e) {
            throw new CommandFailedException("can't parse %s as ID".formatted(text), e);
        }
        throw new CommandFailedException("can't parse %s as ID".formatted(text));
    }

    /** Which parts must or may follow the map. */
    enum Parts {
        NONE, KEY, VALUE, KEY_AND_VALUE, OPTIONAL_KEY;

        boolean key() {
            return this == KEY || this == KEY_AND_VALUE || this == OPTIONAL_KEY;
        }

        boolean value() {
            return this == VALUE || this == KEY_AND_VALUE;
        }
    }

    /** Reads what follows the map, to the end. A queue's key is left out, since it has no bytes. */
    MapWords elements(final ArenaClient client, final MapDescription map, final Parts parts)
            throws CommandFailedException {
        while (at < words.size()) {
            if (isNext("key")) {
                checkPart("key", parts.key() && map.keySize() > 0, key);
                at++;
                key = bytes("key", map.keySize());
            } else if (isNext("value")) {
                checkPart("value", parts.value(), value);
                at++;
                value = value(client, map);
            } else if (isNext("any") || isNext("noexist") || isNext("exist")) {
                readFlags();
            } else {
                throw new CommandFailedException("expected key or value, got: " + words.get(at));
            }
        }
        if (key == null && parts.key() && parts != Parts.OPTIONAL_KEY && map.keySize() > 0) {
            throw new CommandFailedException("did not find key");
        }
        if (value == null && parts.value()) {
            throw new CommandFailedException("did not find value");
        }
        return this;
    }

    private static void checkPart(final String name, final boolean wanted, final byte[] before)
            throws CommandFailedException {
        if (!wanted) {
            throw new CommandFailedException("unnecessary " + name);
        }
        if (before != null) {
            throw new CommandFailedException("duplicate " + name);
        }
    }

    private void readFlags() throws CommandFailedException {
        if (flags != null) {
            throw new CommandFailedException("flags specified multiple times: " + words.get(at));
        }
        flags = isNext("any") ? ClientMap.ANY : isNext("noexist") ? ClientMap.NOEXIST : ClientMap.EXIST;
        at++;
    }

    private byte[] value(final ArenaClient client, final MapDescription map) throws CommandFailedException {
        switch (map.type()) {
            case "array_of_maps", "hash_of_maps" -> {
                return number(mapId(client));
            }
            case "prog_array" -> {
                return number(programId(client));
            }
            default -> {
                final byte[] one = bytes("value", map.valueSize());
                return map.isPerCpu() ? onAllCpus(one, map) : one;
            }
        }
    }

    private static byte[] number(final int id) {
        return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(id).array();
    }

    private static byte[] onAllCpus(final byte[] one, final MapDescription map) {
        final byte[] all = new byte[map.elementSize()];
        for (int cpu = 0; cpu < map.cpus(); cpu++) {
            System.arraycopy(one, 0, all, all.length / map.cpus() * cpu, one.length);
        }
        return all;
    }

    private byte[] bytes(final String name, final int size) throws CommandFailedException {
        final boolean hex = isNext("hex");
        at += hex ? 1 : 0;
        final byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            if (at == words.size()) {
                throw new CommandFailedException("%s expected %d bytes got %d".formatted(name, size, i));
            }
            bytes[i] = oneByte(words.get(at++), hex);
        }
        return bytes;
    }

    private static byte oneByte(final String word, final boolean hex) throws CommandFailedException {
        try {
            final int number = hex && !word.startsWith("0x") ? Integer.parseInt(word, 16) : Integer.decode(word);
            if (number >= 0 && number <= 0xFF) {
                return (byte) number;
            }
        } catch (final NumberFormatException e) {
            throw new CommandFailedException("error parsing byte: " + word, e);
        }
        throw new CommandFailedException("error parsing byte: " + word);
    }

    /** {@return the key; of no bytes if there was none} */
    byte[] key() {
        return key == null ? new byte[0] : key;
    }

    boolean hasKey() {
        return key != null;
    }

    byte[] value() {
        return value;
    }

    long flags() {
        return flags == null ? ClientMap.ANY : flags;
    }
}
