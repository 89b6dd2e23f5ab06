package io.bpfarena.client.protocol;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Where things stand in a broker's directory.
 *
 * <pre>
 *    &lt;dir&gt;/                    mode 0700
 *      broker.mark              {@link BrokerMarkDescriptor}
 *      errors                   Agrona DistinctErrorLog
 *      aeron/                   the media driver's directory, unless the mark names another
 *      arenas/&lt;name&gt;/pages     data, sparse, 4096 bytes a page
 *      arenas/&lt;name&gt;/table     {@link io.bpfarena.client.memory.ArenaTableDescriptor}
 * </pre>
 */
public final class BrokerDirectory {
    /** Bytes of an arena's name at most. */
    public static final int MAX_ARENA_NAME_LENGTH = 127;

    private BrokerDirectory() {
    }

    /** {@return {@code /dev/shm/bpf-arena-<user>}, the directory when nobody names one} */
    public static Path defaultDirectory() {
        return Path.of("/dev/shm", "bpf-arena-" + System.getProperty("user.name").replace('/', '_'));
    }

    /**
     * The mark file.
     *
     * @param directory of the broker.
     * @return its path.
     */
    public static Path mark(final Path directory) {
        return directory.resolve("broker.mark");
    }

    /**
     * The error log.
     *
     * @param directory of the broker.
     * @return its path.
     */
    public static Path errors(final Path directory) {
        return directory.resolve("errors");
    }

    /**
     * The directory of an embedded media driver.
     *
     * @param directory of the broker.
     * @return its path.
     */
    public static Path aeron(final Path directory) {
        return directory.resolve("aeron");
    }

    /**
     * The directory in which each arena has one of its own.
     *
     * @param directory of the broker.
     * @return its path.
     */
    public static Path arenas(final Path directory) {
        return directory.resolve("arenas");
    }

    /**
     * An arena's memory.
     *
     * @param directory of the broker.
     * @param arenaName for which {@link #isArenaName} holds.
     * @return the path of {@code pages}.
     * @throws IllegalArgumentException if it is no arena's name.
     */
    public static Path pages(final Path directory, final String arenaName) {
        return arena(directory, arenaName).resolve("pages");
    }

    /**
     * An arena's header and presence table.
     *
     * @param directory of the broker.
     * @param arenaName for which {@link #isArenaName} holds.
     * @return the path of {@code table}.
     * @throws IllegalArgumentException if it is no arena's name.
     */
    public static Path table(final Path directory, final String arenaName) {
        return arena(directory, arenaName).resolve("table");
    }

    private static Path arena(final Path directory, final String arenaName) {
        if (!isArenaName(arenaName)) {
            throw new IllegalArgumentException("not a name for an arena: " + arenaName);
        }
        return arenas(directory).resolve(arenaName);
    }

    /**
     * Whether a text can be an arena's name, which is also a directory's: letters, digits, {@code . _ -}, no dot in
     * front, 1 to {@value #MAX_ARENA_NAME_LENGTH} bytes.
     *
     * @param text any.
     * @return whether it is one.
     */
    public static boolean isArenaName(final String text) {
        return !text.isEmpty() && text.charAt(0) != '.'
                && text.getBytes(StandardCharsets.UTF_8).length <= MAX_ARENA_NAME_LENGTH
                && text.chars().allMatch(BrokerDirectory::isNameCharacter);
    }

    private static boolean isNameCharacter(final int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '_' || c == '-';
    }
}
