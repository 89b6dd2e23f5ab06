package io.bpfarena.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryOwnerTest {
    @TempDir
    private Path directory;

    @Test
    void shouldTakeOnesOwnDirectory() throws IOException {
        DirectoryOwner.requireOwn(directory);
    }

    @Test
    void shouldRefuseAnothersDirectory() throws IOException {
        final IOException e = assertThrows(IOException.class, () -> DirectoryOwner.requireOwn(anothers()));
        assertEquals("%s belongs to user id %s, not to %s".formatted(
                anothers(), Files.getAttribute(anothers(), "unix:uid"),
                Files.getAttribute(Path.of("/proc/self"), "unix:uid")), e.getMessage());
    }

    /** Root gives a directory away; anybody else has the root directory. */
    private Path anothers() throws IOException {
        if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
            return Path.of("/");
        }
        Files.setAttribute(directory, "unix:uid", 1);
        return directory;
    }

    @Test
    void shouldTrustADirectoryThatWasNamed() throws IOException {
        DirectoryOwner.requireTrusted(anothers());
    }
}
