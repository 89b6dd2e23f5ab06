package io.bpfarena.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM of its own for each case, since its options cannot be taken away. */
class JvmFlagsTest {
    private static final String[] ADD_EXPORTS = JvmFlags.ADD_EXPORTS.split(" ");

    @TempDir
    private Path directory;

    /** What the other JVM runs: its first use of the client, in a directory without a broker. */
    static final class FirstUse {
        private FirstUse() {
        }

        public static void main(final String[] arguments) {
            try {
                ArenaClient.connect(new ArenaClient.Context().directory(Path.of(arguments[0])));
            } catch (final ArenaClientException e) {
                System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
            }
        }
    }

    @Test
    void shouldNameTheMissingExport() throws Exception {
        assertEquals(List.of("MissingJvmFlagException: start the JVM with "
                + "--add-exports java.base/jdk.internal.misc=ALL-UNNAMED: Agrona's buffers and Aeron need it"),
                firstUse(JvmFlags.NATIVE_ACCESS));
    }

    @Test
    void shouldNameTheMissingNativeAccess() throws Exception {
        assertEquals(List.of("MissingJvmFlagException: start the JVM with "
                + "--enable-native-access=ALL-UNNAMED: mapping an arena at its address needs it"),
                firstUse(ADD_EXPORTS));
    }

    @Test
    void shouldGoOnWithBoth() throws Exception {
        final List<String> lines = firstUse(ADD_EXPORTS[0], ADD_EXPORTS[1], JvmFlags.NATIVE_ACCESS);
        assertEquals(1, lines.size(), lines.toString());
        assertTrue(lines.getFirst().startsWith("BrokerUnavailableException: no broker in"), lines.toString());
    }

    private List<String> firstUse(final String... flags) throws Exception {
        final List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xshare:auto", "-Xmx64m"));
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), FirstUse.class.getName(),
                directory.toString()));
        final Path output = directory.resolve("output");
        final Process process =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("not within 60 s: " + command);
        }
        return Files.readAllLines(output);
    }
}
