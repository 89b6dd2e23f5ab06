package io.bpfarena.broker.cli;

import java.io.FileOutputStream;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files named by {@code --ctx-in}, {@code --ctx-out}, {@code --data-in} and {@code --data-out}; {@code -} is a standard stream. */
final class ContextFile {
    /** More than any context, so that too large a file is seen as such and not read whole. */
    private static final int MAX_READ = 1 << 20;

    private ContextFile() {
    }

    static boolean isStandardStream(final Path path) {
        return path.toString().equals("-");
    }

    static byte[] read(final String what, final Path path) throws CommandFailedException {
        try (InputStream in = isStandardStream(path) ? System.in : Files.newInputStream(path)) {
            return in.readNBytes(MAX_READ);
        } catch (final IOException e) {
            throw new CommandFailedException("%s %s cannot be read: %s".formatted(what, path, reason(e)), e);
        }
    }

    static void write(final String what, final Path path, final byte[] bytes)
            throws CommandFailedException {
        try (OutputStream out = isStandardStream(path)
                ? new FileOutputStream(FileDescriptor.out)
                : Files.newOutputStream(path)) {
            out.write(bytes);
        } catch (final IOException e) {
            throw new CommandFailedException("%s cannot be written to %s: %s".formatted(what, path, reason(e)), e);
        }
    }

    /** Most of these exceptions have nothing but the path as their message. */
    private static String reason(final IOException e) {
        return e.getClass().getSimpleName().replaceFirst("Exception$", "") + " " + e.getMessage();
    }
}
