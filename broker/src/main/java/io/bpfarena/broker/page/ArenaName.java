package io.bpfarena.broker.page;

import io.bpfarena.client.memory.ArenaTableDescriptor;
import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.arena.ArenaException;

/**
 * Name of an arena, which is also the name of its directory: {@code <object>.<map>}. Both parts come from an untrusted
 * sender, so only what the kernel allows in the name of a BPF object is allowed here (bpf_obj_name_cpy in
 * kernel/bpf/syscall.c: letters, digits, {@code _} and {@code .}), and {@code -}, which file names have; and no part
 * begins with {@code .} or {@code -}. A path separator, {@code ..}, or a control character can not get through.
 *
 * @param value the name.
 */
public record ArenaName(String value) {
    /** Most characters of a name; all are ASCII. */
    public static final int MAX_LENGTH = ArenaTableDescriptor.NAME_LENGTH - 1;

    /**
     * Makes the name from its parts.
     *
     * @param objectName name of the object.
     * @param mapName    name of the map.
     * @return the name.
     * @throws ArenaException EINVAL if a part is empty or has a character that is not allowed; ENAMETOOLONG if the
     *                        whole is longer than {@link #MAX_LENGTH}.
     */
    public static ArenaName of(final String objectName, final String mapName) {
        check("object", objectName);
        check("map", mapName);
        return new ArenaName(objectName + "." + mapName);
    }

    /**
     * Checks a name, or a part of one.
     *
     * @param what for the message, such as {@code "object"}.
     * @param name to check.
     * @throws ArenaException EINVAL or ENAMETOOLONG.
     */
    public static void check(final String what, final String name) {
        checkLength(what, name);
        if (name.isEmpty()) {
            throw new ArenaException(Errno.EINVAL, what + " name is empty");
        }
        for (int i = 0; i < name.length(); i++) {
            if (!isAllowed(name.charAt(i), i)) {
                throw new ArenaException(Errno.EINVAL,
                        "%s name has U+%04X at index %d: only letters, digits, '_', '.' and '-' are allowed, and it "
                                .formatted(what, (int) name.charAt(i), i)
                                + "must not begin with '.' or '-'");
            }
        }
    }

    private static void checkLength(final String what, final String name) {
        if (name.length() > MAX_LENGTH) {
            throw new ArenaException(Errno.ENAMETOOLONG, "%s name must be at most %d characters: it has %d"
                    .formatted(what, MAX_LENGTH, name.length()));
        }
    }

    private static boolean isAllowed(final char c, final int index) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_'
                || index > 0 && (c == '.' || c == '-');
    }

    /** Checks the length of the whole. */
    public ArenaName {
        checkLength("arena", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
