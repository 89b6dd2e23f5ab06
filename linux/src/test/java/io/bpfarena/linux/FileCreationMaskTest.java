package io.bpfarena.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCreationMaskTest {
    @Test
    void shouldDecideWhatNewFilesMayDo(@TempDir final Path directory) throws Exception {
        final int before = FileCreationMask.set(0027);
        try {
            final Path file = Files.createFile(directory.resolve("file"));
            assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        } finally {
            assertEquals(0027, FileCreationMask.set(before));
        }
    }
}
