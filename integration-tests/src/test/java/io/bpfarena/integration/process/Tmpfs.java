package io.bpfarena.integration.process;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A small file system of its own; unmounted by {@link #close()}. */
final class Tmpfs implements AutoCloseable {
    private final Path directory;

    private Tmpfs(final Path directory) {
        this.directory = directory;
    }

    /**
     * Mounts it, or skips the test where mount(8) is not permitted.
     *
     * @param directory made if missing.
     * @param size      such as {@code "20m"}.
     * @return the mount.
     */
    static Tmpfs mount(final Path directory, final String size) throws IOException {
        Files.createDirectories(directory);
        final String refusal = run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", directory.toString());
        assumeTrue(refusal.isEmpty(), () -> "skipped: a tmpfs cannot be mounted here: " + refusal);
        return new Tmpfs(directory);
    }

    /** {@return where it is mounted} */
    Path directory() {
        return directory;
    }

    @Override
    public void close() throws IOException {
        final String refusal = run("umount", directory.toString());
        if (!refusal.isEmpty()) {
            throw new IOException(refusal);
        }
    }

    /** Empty if it went well, else what the command said. */
    private static String run(final String... command) throws IOException {
        final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return String.join(" ", command) + " did not end";
            }
        } catch (final InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return "interrupted";
        }
        return process.exitValue() == 0 ? "" : String.join(" ", command) + ": " + output;
    }
}
