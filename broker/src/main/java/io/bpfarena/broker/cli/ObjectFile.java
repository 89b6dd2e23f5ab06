package io.bpfarena.broker.cli;

import io.bpfarena.runtime.elf.ElfObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** An object file named on the command line. */
record ObjectFile(Path path) {
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
            if (Files.size(path) > ElfObject.MAX_LENGTH) {
                throw new CommandFailedException("object %s has %d bytes; at most %d are accepted"
                        .formatted(path, Files.size(path), ElfObject.MAX_LENGTH));
            }
            return Files.readAllBytes(path);
        } catch (final NoSuchFileException e) {
            throw new CommandFailedException("object " + path + " does not exist", e);
        } catch (final IOException e) {
            throw new CommandFailedException("object " + path + " cannot be read: " + e.getMessage(), e);
        }
    }
}
