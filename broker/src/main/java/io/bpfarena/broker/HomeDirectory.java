package io.bpfarena.broker;

import io.bpfarena.broker.page.ArenaFiles;
import io.bpfarena.broker.page.FileAccess;
import io.bpfarena.client.protocol.BrokerDirectory;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.agrona.ErrorHandler;

/**
 * The directory that a broker owns. Only what a broker is known to make is ever deleted in it, and no symbolic link is
 * followed: so a wrong {@code --dir} costs nobody a file.
 */
final class HomeDirectory {
    private static final int GROUP_WRITE = 0020;
    private static final int OTHERS_WRITE = 0002;

    private final Path path;
    private final FileAccess access;
    private final boolean isMade;

    private HomeDirectory(final Path path, final FileAccess access, final boolean isMade) {
        this.path = path;
        this.access = access;
        this.isMade = isMade;
    }

    /**
     * Makes the directory, or looks whether the one that is there can be trusted.
     *
     * @param path   absolute.
     * @param access who may use it.
     * @return the directory.
     * @throws BrokerStartException if it cannot be made, is a link, is somebody else's, or others may write to it.
     */
    static HomeDirectory open(final Path path, final FileAccess access) throws BrokerStartException {
        try {
            final boolean isMade = make(path, access);
            if (!isMade) {
                check(path, access);
            }
            return new HomeDirectory(path, access, isMade);
        } catch (final NoSuchFileException e) {
            throw new BrokerStartException(
                    "cannot make %s: there is no directory %s".formatted(path, path.getParent()));
        } catch (final IOException e) {
            throw new BrokerStartException("cannot use %s: %s".formatted(path, e.getMessage()), e);
        }
    }

    private static boolean make(final Path path, final FileAccess access) throws IOException {
        try {
            access.createDirectory(path);
            return true;
        } catch (final FileAlreadyExistsException e) {
            return false;
        }
    }

    private static void check(final Path path, final FileAccess access) throws IOException, BrokerStartException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new BrokerStartException("%s is %s, not a directory; choose another with --dir"
                    .formatted(path, Files.isSymbolicLink(path) ? "a symbolic link" : "a file"));
        }
        final Map<String, Object> attributes =
                Files.readAttributes(path, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
        final int owner = (Integer) attributes.get("uid");
        final int self = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        if (owner != self) {
            throw new BrokerStartException("%s belongs to user %d, this process to user %d; choose another with --dir"
                    .formatted(path, owner, self));
        }
        final int mode = (Integer) attributes.get("mode");
        final int forbidden = access == FileAccess.GROUP ? OTHERS_WRITE : OTHERS_WRITE | GROUP_WRITE;
        if ((mode & forbidden) != 0) {
            throw new BrokerStartException(
                    "%s has mode %04o: others could put files there; chmod it to 0700, or choose another with --dir"
                            .formatted(path, mode & 07777));
        }
    }

    /** {@return the directory} */
    Path path() {
        return path;
    }

    /**
     * Deletes what a broker has left that was killed. To be called by who holds the mark, or has held it until now.
     *
     * @param errorHandler hears of what could not be deleted.
     */
    void clean(final ErrorHandler errorHandler) {
        final Path arenas = BrokerDirectory.arenas(path);
        for (final Path arena : entries(arenas, errorHandler)) {
            ArenaFiles.delete(arena, errorHandler);
        }
        delete(arenas, errorHandler);
        delete(BrokerDirectory.errors(path), errorHandler);
        AeronDirectory.delete(BrokerDirectory.aeron(path), errorHandler);
    }

    /**
     * Makes the directory of arenas.
     *
     * @throws BrokerStartException if it cannot be made.
     */
    void makeArenas() throws BrokerStartException {
        final Path arenas = BrokerDirectory.arenas(path);
        try {
            access.createDirectory(arenas);
        } catch (final FileAlreadyExistsException e) {
            throw new BrokerStartException(
                    "%s has something in it that is not a broker's; move it away, or choose another with --dir"
                            .formatted(arenas), e);
        } catch (final IOException e) {
            throw new BrokerStartException("cannot make %s: %s".formatted(arenas, e), e);
        }
    }

    /**
     * Deletes the directory if this broker made it, or nobody would miss it since it is the default one; and if nothing
     * is in it.
     *
     * @param errorHandler hears if it could not be deleted.
     */
    void remove(final ErrorHandler errorHandler) {
        if (isMade || path.equals(BrokerDirectory.defaultDirectory())) {
            delete(path, errorHandler);
        }
    }

    /**
     * What is in a directory.
     *
     * @param directory    may be missing.
     * @param errorHandler hears if it cannot be read.
     * @return its entries; a link to a directory has none.
     */
    static List<Path> entries(final Path directory, final ErrorHandler errorHandler) {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        } catch (final IOException e) {
            errorHandler.onError(new IOException("cannot read " + directory, e));
            return List.of();
        }
    }

    /**
     * Deletes one file or empty directory.
     *
     * @param path         may be missing.
     * @param errorHandler hears if it could not be deleted.
     */
    static void delete(final Path path, final ErrorHandler errorHandler) {
        try {
            Files.deleteIfExists(path);
        } catch (final DirectoryNotEmptyException e) {
            errorHandler.onError(new IOException("something in " + path + " is not the broker's: it stays", e));
        } catch (final IOException e) {
            errorHandler.onError(new IOException("cannot delete " + path, e));
        }
    }
}
