package io.bpfarena.client;

import io.bpfarena.client.protocol.BrokerDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Whose directory it is. Everybody may make directories in /dev/shm, also one with the name that another user's broker
 * would take; so the default directory is used only if it is this user's own. A directory that somebody named is theirs
 * to trust: a broker and its clients may be different users.
 */
final class DirectoryOwner {
    private static final String USER_ID = "unix:uid";

    private DirectoryOwner() {
    }

    /** Refuses the default directory of another user. */
    static void requireTrusted(final Path directory) throws IOException {
        if (directory.equals(BrokerDirectory.defaultDirectory())) {
            requireOwn(directory);
        }
    }

    static void requireOwn(final Path directory) throws IOException {
        final Object owner = Files.getAttribute(directory, USER_ID, LinkOption.NOFOLLOW_LINKS);
        final Object self = Files.getAttribute(Path.of("/proc/self"), USER_ID);
        if (!owner.equals(self)) {
            throw new IOException("%s belongs to user id %s, not to %s".formatted(directory, owner, self));
        }
    }
}
