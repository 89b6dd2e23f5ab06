package io.bpfarena.broker.page;

import io.bpfarena.client.memory.ArenaTableDescriptor;
import io.bpfarena.client.protocol.BrokerDirectory;
import io.bpfarena.linux.Errno;
import io.bpfarena.linux.LinuxFile;
import io.bpfarena.linux.SystemCallException;
import io.bpfarena.runtime.arena.ArenaException;
import io.bpfarena.runtime.arena.ArenaSpec;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.agrona.ErrorHandler;

/**
 * The two files of one arena, {@code <dir>/arenas/<name>/pages} and {@code table}. {@code pages} is as long as the
 * arena and starts as one hole; {@code table} gets its space at once, so that writing to it never meets a full file
 * system.
 */
public final class ArenaFiles implements AutoCloseable {
    private final Path directory;
    private final ErrorHandler errorHandler;
    private LinuxFile pages;
    private LinuxFile table;

    private ArenaFiles(final Path directory, final ErrorHandler errorHandler) {
        this.directory = directory;
        this.errorHandler = errorHandler;
    }

    /**
     * Makes both; if that fails, nothing stays behind.
     *
     * @param brokerDirectory that has a directory {@code arenas}.
     * @param name            of the arena.
     * @param spec            its base and size.
     * @param access          who may use the files.
     * @param errorHandler    hears of files that could not be deleted.
     * @return the files, open.
     * @throws ArenaException EEXIST if there is an arena of that name, ENOSPC, or any other failure.
     */
    static ArenaFiles create(
            final Path brokerDirectory, final ArenaName name, final ArenaSpec spec, final FileAccess access,
            final ErrorHandler errorHandler) {
        final Path pages = BrokerDirectory.pages(brokerDirectory, name.value());
        final Path table = BrokerDirectory.table(brokerDirectory, name.value());
        createDirectory(pages.getParent(), name, access);
        final ArenaFiles files = new ArenaFiles(pages.getParent(), errorHandler);
        try {
            final long tableLength = ArenaTableDescriptor.fileLength(spec.userVmStart(), spec.pages());
            files.pages = LinuxFile.create(pages, access.sharedMode());
            files.table = LinuxFile.create(table, access.publishedMode());
            FileAccess.apply(pages, access.sharedMode());
            FileAccess.apply(table, access.publishedMode());
            files.pages.truncate(spec.length());
            files.table.truncate(tableLength);
            files.table.allocate(0, tableLength);
            return files;
        } catch (final SystemCallException | IOException e) {
            files.close();
            throw failed("arena " + name + " cannot be made", e);
        }
    }

    private static void createDirectory(final Path directory, final ArenaName name, final FileAccess access) {
        try {
            access.createDirectory(directory);
        } catch (final FileAlreadyExistsException e) {
            throw new ArenaException(Errno.EEXIST, "there is an arena " + name + " already");
        } catch (final IOException e) {
            throw failed("arena " + name + " cannot be made", e);
        }
    }

    static ArenaException failed(final String what, final Exception cause) {
        final Errno errno = cause instanceof SystemCallException call ? call.errno() : Errno.EIO;
        final ArenaException exception = new ArenaException(errno, what + ": " + cause.getMessage());
        exception.initCause(cause);
        return exception;
    }

    /** {@return the file of the arena's data} */
    LinuxFile pages() {
        return pages;
    }

    /** {@return the file of header and presence} */
    LinuxFile table() {
        return table;
    }

    /**
     * Takes note of a failure that changes nothing for the caller.
     *
     * @param e what failed.
     */
    void onError(final Exception e) {
        errorHandler.onError(e);
    }

    /** Closes and deletes both and their directory; what clients have mapped stays until they unmap it. */
    @Override
    public void close() {
        if (pages != null) {
            pages.close();
        }
        if (table != null) {
            table.close();
        }
        delete(directory, errorHandler);
    }

    /**
     * Deletes an arena's files and then its directory, unless something else lies in it, or it is a link to one.
     *
     * @param directory    of the arena.
     * @param errorHandler hears of what could not be deleted.
     */
    public static void delete(final Path directory, final ErrorHandler errorHandler) {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            errorHandler.onError(new IOException(directory + " is no directory of the broker's: it stays"));
            return;
        }
        try {
            Files.deleteIfExists(directory.resolve("pages"));
            Files.deleteIfExists(directory.resolve("table"));
            Files.deleteIfExists(directory);
        } catch (final DirectoryNotEmptyException e) {
            errorHandler.onError(
                    new IOException("something in " + directory + " is not the broker's: the directory stays", e));
        } catch (final IOException e) {
            errorHandler.onError(new IOException("cannot delete " + directory, e));
        }
    }
}
