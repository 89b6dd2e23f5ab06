package io.bpfarena.broker.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** An object file named on the command line. */
record ObjectFile(Path path) {
    /** More than any object has, little enough to read: the runtime and the broker refuse such sizes themselves. */
    private static final long MAX_SIZE = 16 << 20;

    /** {@return the object's name: the file's up to the first dot} */
    String objectName() {
        return path.getFileName().toString().replaceFirst("\\..*", "");
    }

    /**
     * Reads it.
     *
     * @return its bytes.
     * @throws CommandFailedException if it is not there, cannot be read, or is no file of a sensible size.
     */
    byte[] read() throws CommandFailedException {
        try {
            if (Files.size(path) > MAX_SIZE) {
                throw new CommandFailedException("object %s has %d bytes; at most %d are accepted"
                        .formatted(path, Files.size(path), MAX_SIZE));
            }
            return Files.readAllBytes(path);
        } catch (final NoSuchFileException e) {
            throw new CommandFailedException("object " + path + " does not exist", e);
        } catch (final IOException e) {
            throw new CommandFailedException("object " + path + " cannot be read: " + e.getMessage(), e);
        }
    }
}
